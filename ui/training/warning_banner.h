// SPDX-License-Identifier: GPL-3.0-or-later
// A line above the plots that says what is going wrong in a training, until it is dismissed, and
// offers the way out where there is one. GUI thread.
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace contrafact::ui {

class WarningBanner : public QFrame {
    Q_OBJECT
public:
    explicit WarningBanner(QWidget* parent = nullptr);

    /// Shows the newest warning; those before it that nobody dismissed are counted.
    void warn(qint64 step, const QString& text);
    /// Training has broken off. With `canResume` there is a checkpoint to go on from.
    void fail(const QString& text, bool canResume);
    void clear();
    QString text() const;

Q_SIGNALS:
    void resumeClicked();
    void adviceClicked(); ///< what to do about a warning is asked for

private:
    void show(const QString& text, const QString& state);

    QLabel* m_text;
    QPushButton* m_resume;
    QPushButton* m_advice;
    int m_standing = 0; ///< warnings since the last dismissal
};

} // namespace contrafact::ui
