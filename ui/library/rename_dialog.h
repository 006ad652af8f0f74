// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <functional>

class QLabel;
class QLineEdit;
class QPushButton;

namespace contrafact::ui {

/// Asks for another name, and says of one that is not allowed why it is not.
class RenameDialog : public QDialog {
    Q_OBJECT
public:
    using WhyNot = std::function<QString(const QString& name)>; ///< empty: it is allowed

    RenameDialog(const QString& title, const QString& name, WhyNot whyNot,
                 QWidget* parent = nullptr);

Q_SIGNALS:
    void chosen(const QString& name); ///< not the name that it had

private:
    QString name() const;
    void check();

    QString m_before;
    WhyNot m_whyNot;
    QLineEdit* m_field;
    QLabel* m_problem;
    QPushButton* m_rename;
};

} // namespace contrafact::ui
