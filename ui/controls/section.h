// SPDX-License-Identifier: GPL-3.0-or-later
// The small parts that panels are made of: sections with a heading, rows of a name and a control,
// hairlines, pills, the 3 px progress line and what is shown where there is nothing yet.
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QWidget>

class QBoxLayout;
class QVBoxLayout;

namespace contrafact::ui {

/// A heading in small capitals.
class SectionHeading : public QLabel {
    Q_OBJECT
public:
    explicit SectionHeading(const QString& text, QWidget* parent = nullptr);

private:
    void restyle();
};

/// A heading, its content below, and a hairline under both.
class Section : public QWidget {
    Q_OBJECT
public:
    explicit Section(const QString& heading, QWidget* parent = nullptr);
    QVBoxLayout& content() { return *m_content; }
    void setHeading(const QString& heading);

private:
    SectionHeading* m_heading;
    QVBoxLayout* m_content;
};

/// A dim name at the left and a control at the right.
QWidget* labelledRow(const QString& label, QWidget* control, const QString& help = {});
QWidget* hairline();
/// A rounded label; `state`: "", "ok", "warn".
QLabel* pill(const QString& text, const QString& state = {});
void setPill(QLabel* label, const QString& text, const QString& state);
QPushButton* primaryButton(const QString& text);

/// A 3 px line at the top of what is working.
class ProgressLine : public QWidget {
    Q_OBJECT
public:
    explicit ProgressLine(QWidget* parent = nullptr);
    /// 0..1; negative: nothing is under way and only the groove shows.
    void setFraction(double fraction);
    double fraction() const { return m_fraction; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double m_fraction = -1;
};

/// One sentence that says what to do next, and the button that does it.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    EmptyState(const QString& sentence, const QString& action, QWidget* parent = nullptr);
    void setText(const QString& sentence, const QString& action);

Q_SIGNALS:
    void triggered();

private:
    QLabel* m_sentence;
    QPushButton* m_button;
};

} // namespace contrafact::ui
