// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/shortcuts.h"

#include "ui/window/command_palette.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QTableWidget>
#include <QVBoxLayout>

namespace contrafact::ui {
namespace {

const QString kGroup = QStringLiteral("shortcuts/");
constexpr auto kDefault = "defaultShortcuts"; ///< property: what the program gave the action

/// The first other action that already uses these keys where `action` would.
QAction* clashing(const QWidget& window, const QAction& action, const QKeySequence& keys) {
    for (auto* other : namedActions(window))
        if (other != &action && other->shortcuts().contains(keys) &&
            other->shortcutContext() == action.shortcutContext())
            return other;
    return nullptr;
}

} // namespace

void loadShortcuts(QWidget& window) {
    const QSettings settings;
    for (auto* action : namedActions(window)) {
        if (!action->property(kDefault).isValid())
            action->setProperty(kDefault, QVariant::fromValue(action->shortcuts()));
        const auto key = kGroup + action->objectName();
        if (settings.contains(key))
            action->setShortcut(QKeySequence(settings.value(key).toString()));
        else
            action->setShortcuts(action->property(kDefault).value<QList<QKeySequence>>());
    }
}

ShortcutsDialog::ShortcutsDialog(QWidget& window)
    : QDialog(&window)
    , m_window(window)
    , m_table(new QTableWidget(this)) {
    setWindowTitle(tr("Shortcuts"));
    m_table->setColumnCount(2);
    m_table->setHorizontalHeaderLabels({tr("Command"), tr("Keys")});
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_table->setColumnWidth(1, 190);
    m_table->verticalHeader()->hide();
    m_table->setShowGrid(false);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setAccessibleName(tr("Commands and their keys"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto* defaults = buttons->addButton(tr("Restore all"), QDialogButtonBox::ResetRole);
    connect(defaults, &QPushButton::clicked, this, &ShortcutsDialog::restoreDefaults);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_table);
    layout->addWidget(buttons);
    resize(560, 560);
    fill();
}

void ShortcutsDialog::fill() {
    const auto actions = namedActions(m_window);
    m_table->setRowCount(int(actions.size()));
    for (int row = 0; row < actions.size(); ++row) {
        auto* action = actions[row];
        const auto text = action->text().remove(QLatin1Char('&'));
        auto* item = new QTableWidgetItem(text);
        item->setFlags(Qt::ItemIsEnabled);
        m_table->setItem(row, 0, item);
        auto* keys = new QKeySequenceEdit(action->shortcut());
        keys->setAccessibleName(tr("Keys for %1").arg(text));
        connect(keys, &QKeySequenceEdit::editingFinished, this,
                [this, action, keys] { change(*action, keys->keySequence()); });
        m_table->setCellWidget(row, 1, keys);
        m_table->setRowHeight(row, 32);
    }
}

void ShortcutsDialog::change(QAction& action, const QKeySequence& keys) {
    if (keys == action.shortcut()) return;
    if (auto* other = keys.isEmpty() ? nullptr : clashing(m_window, action, keys)) {
        QMessageBox::warning(this, tr("Shortcut in use"),
                             tr("%1 already belongs to “%2”. Choose other keys, or change "
                                "that command first.")
                                 .arg(keys.toString(QKeySequence::NativeText), other->text()));
        return fill();
    }
    action.setShortcut(keys);
    QSettings().setValue(kGroup + action.objectName(), keys.toString());
}

void ShortcutsDialog::restoreDefaults() {
    QSettings().remove(QStringLiteral("shortcuts"));
    loadShortcuts(m_window);
    fill();
}

} // namespace contrafact::ui
