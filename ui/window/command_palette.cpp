// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/command_palette.h"

#include "ui/actions/action.h"

#include <QCoreApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QRegularExpression>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace contrafact::ui {
namespace {

constexpr int kWidth = 520;
constexpr int kHeight = 380;

QString plainText(const QAction& action) {
    // "&&" is an ampersand, "&" underlines the next letter.
    static const QRegularExpression mark(QStringLiteral("&(.|$)"));
    return action.text().replace(mark, QStringLiteral("\\1")).simplified();
}

QList<QMenu*> choiceMenus(const QWidget& window) {
    auto menus = window.findChildren<QMenu*>();
    menus.removeIf([](const QMenu* menu) { return !menu->property(kChoicesOf).isValid(); });
    return menus;
}

void addChoices(QList<Command>& commands, const QMenu& menu, const QString& what) {
    for (auto* action : menu.actions()) {
        if (action->menu())
            addChoices(commands, *action->menu(), what);
        else if (!action->isSeparator() && action->objectName().isEmpty())
            commands.push_back(
                {CommandPalette::tr("%1: %2").arg(what, plainText(*action)), action});
    }
}

} // namespace

QList<QAction*> namedActions(const QWidget& window) {
    QList<QAction*> actions;
    for (auto* action : window.findChildren<QAction*>())
        if (!action->objectName().isEmpty() && !action->text().isEmpty()) actions << action;
    return actions;
}

QList<Command> commandsOf(const QWidget& window) {
    QList<Command> commands;
    for (auto* action : namedActions(window))
        if (action->isVisible()) commands.push_back({plainText(*action), action});
    for (const auto* menu : choiceMenus(window))
        addChoices(commands, *menu, menu->property(kChoicesOf).toString());
    return commands;
}

int matchScore(const QString& typed, const QString& text) {
    int score = 0;
    qsizetype at = 0;
    for (const auto letter : typed) {
        if (letter.isSpace()) continue;
        const auto found = text.indexOf(letter, at, Qt::CaseInsensitive);
        if (found < 0) return -1;
        const bool wordStart = found == 0 || text[found - 1].isSpace();
        const bool adjoining = found == at;
        score += wordStart ? 8 : adjoining ? 4 : 1;
        at = found + 1;
    }
    return score;
}

CommandPalette::CommandPalette(QWidget& window)
    : QDialog(&window, Qt::Popup | Qt::FramelessWindowHint)
    , m_window(window)
    , m_field(new QLineEdit(this))
    , m_list(new QTreeWidget(this)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(tr("Commands"));
    setProperty("role", "popup");
    m_field->setPlaceholderText(tr("Type a command"));
    m_field->setAccessibleName(tr("Command"));
    m_field->installEventFilter(this);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setColumnCount(2);
    m_list->setHeaderHidden(true);
    m_list->setRootIsDecorated(false);
    m_list->setIndentation(0);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_field);
    layout->addWidget(m_list);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_field, &QLineEdit::returnPressed, this, &CommandPalette::runCurrent);
    connect(m_list, &QTreeWidget::itemClicked, this, &CommandPalette::runCurrent);
    resize(kWidth, kHeight);
    m_changed.setSingleShot(true);
    m_changed.setInterval(0);
    connect(&m_changed, &QTimer::timeout, this, [this] {
        collect();
        filter(m_field->text());
    });
    // As if each menu were about to be opened; some go on filling themselves afterwards.
    for (auto* menu : choiceMenus(window)) {
        Q_EMIT menu->aboutToShow();
        menu->installEventFilter(this);
    }
    collect();
    move(window.mapToGlobal(QPoint((window.width() - kWidth) / 2, 80)));
    filter({});
    m_field->setFocus();
}

void CommandPalette::collect() {
    m_commands = commandsOf(m_window);
}

void CommandPalette::filter(const QString& typed) {
    std::vector<std::pair<int, const Command*>> found;
    for (const auto& command : m_commands)
        if (const int score = matchScore(typed, command.text); command.action && score >= 0)
            found.emplace_back(-score, &command);
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    m_list->clear();
    for (const auto& [score, command] : found) {
        QAction* action = command->action;
        auto* item = new QTreeWidgetItem(
            m_list, {command->text, action->shortcut().toString(QKeySequence::NativeText)});
        item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        item->setData(0, Qt::UserRole, QVariant::fromValue(static_cast<QObject*>(action)));
        item->setDisabled(!action->isEnabled());
    }
    m_list->setCurrentItem(m_list->topLevelItem(0));
}

void CommandPalette::runCurrent() {
    auto* item = m_list->currentItem();
    if (!item || item->isDisabled()) return;
    auto* action = qobject_cast<QAction*>(item->data(0, Qt::UserRole).value<QObject*>());
    close();
    if (action) action->trigger();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::ActionAdded || event->type() == QEvent::ActionRemoved)
        m_changed.start();
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const auto key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp ||
            key == Qt::Key_PageDown) {
            QCoreApplication::sendEvent(m_list, event);
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace contrafact::ui
