// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/command_palette.h"

#include <QAction>
#include <QCoreApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace contrafact::ui {
namespace {

constexpr int kWidth = 520;
constexpr int kHeight = 380;

QString plainText(const QAction& action) {
    return action.text().remove(QLatin1Char('&'));
}

} // namespace

QList<QAction*> namedActions(const QWidget& window) {
    QList<QAction*> actions;
    for (auto* action : window.findChildren<QAction*>())
        if (!action->objectName().isEmpty() && !action->text().isEmpty()) actions << action;
    return actions;
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
    , m_actions(namedActions(window))
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
    move(window.mapToGlobal(QPoint((window.width() - kWidth) / 2, 80)));
    filter({});
    m_field->setFocus();
}

void CommandPalette::filter(const QString& typed) {
    std::vector<std::pair<int, QAction*>> found;
    for (auto* action : m_actions)
        if (const int score = matchScore(typed, plainText(*action)); score >= 0)
            found.emplace_back(-score, action);
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    m_list->clear();
    for (const auto& [score, action] : found) {
        auto* item = new QTreeWidgetItem(
            m_list, {plainText(*action), action->shortcut().toString(QKeySequence::NativeText)});
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
    if (event->type() == QEvent::KeyPress) {
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
