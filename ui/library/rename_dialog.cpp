// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/rename_dialog.h"

#include "ui/controls/section.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace contrafact::ui {

namespace {

constexpr int kRenameWidth = 380;

} // namespace

RenameDialog::RenameDialog(const QString& title, const QString& name, WhyNot whyNot,
                           QWidget* parent)
    : QDialog(parent)
    , m_before(name)
    , m_whyNot(std::move(whyNot))
    , m_field(new QLineEdit(name))
    , m_problem(new QLabel)
    , m_rename(primaryButton(tr("Rename"))) {
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(kRenameWidth);
    m_field->setAccessibleName(tr("Name"));
    m_field->selectAll();
    m_problem->setWordWrap(true);
    m_problem->setProperty("role", "dim");
    m_problem->setFont(uiFont(11));
    m_problem->setMinimumHeight(m_problem->fontMetrics().lineSpacing());
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_field);
    layout->addWidget(m_problem);
    auto* row = new QHBoxLayout;
    auto* cancel = new QPushButton(tr("Cancel"));
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_rename);
    layout->addLayout(row);
    m_rename->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_field, &QLineEdit::textChanged, this, &RenameDialog::check);
    connect(m_rename, &QPushButton::clicked, this, [this] {
        const auto asked = this->name();
        accept();
        if (asked != m_before) Q_EMIT chosen(asked);
    });
    check();
}

QString RenameDialog::name() const {
    return m_field->text().trimmed();
}

void RenameDialog::check() {
    const auto why = m_whyNot(name());
    m_problem->setText(why);
    m_field->setAccessibleDescription(why);
    m_rename->setEnabled(why.isEmpty());
}

} // namespace contrafact::ui
