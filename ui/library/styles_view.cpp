// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/styles_view.h"

#include "ui/controls/counted.h"
#include "ui/controls/section.h"
#include "ui/controls/value_slider.h"
#include "ui/library/row_delegate.h"
#include "ui/library/style_lesson_view.h"
#include "ui/library/style_songs.h"
#include "ui/services/library.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QListWidget>
#include <QMenu>
#include <QMimeData>
#include <QStackedLayout>
#include <QVBoxLayout>
#include <QtConcurrentRun>

namespace contrafact::ui {

namespace {

QStringList filesOf(const QMimeData& data) {
    QStringList paths;
    for (const auto& url : data.urls())
        if (url.isLocalFile()) paths << url.toLocalFile();
    return paths;
}

} // namespace

StylesView::StylesView(const Studio& studio, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio)
    , m_stack(new QStackedLayout(this))
    , m_list(new QListWidget) {
    auto* empty = new EmptyState(tr("Songs that lend their style to what is composed stand here. "
                                    "Drop music files here, or choose some in the Data tab: right "
                                    "click, Use as style."),
                                 tr("Show the songs"));
    connect(empty, &EmptyState::triggered, this, &StylesView::dataRequested);
    m_stack->addWidget(empty);
    m_stack->addWidget(buildSets());
    setAcceptDrops(true);
    m_list->setItemDelegate(new RowDelegate(m_list));
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setAccessibleName(tr("Style sets"));
    auto& styles = m_studio.library.styles();
    connect(&styles, &StyleStore::listChanged, this, &StylesView::fill);
    connect(&styles, &StyleStore::weightChanged, this, &StylesView::fill);
    connect(m_list, &QListWidget::itemChanged, this, [this](const QListWidgetItem* item) {
        if (m_filling) return;
        // Both fill the list anew: not while this item is still in use.
        QMetaObject::invokeMethod(
            this,
            [this, row = m_list->row(item), name = item->text(), used = item->checkState()] {
                auto& sets = m_studio.library.styles();
                if (row >= sets.count()) return;
                if (name != QString::fromStdString(sets.at(row).set.name)) sets.rename(row, name);
                sets.setUsed(row, used == Qt::Checked);
            },
            Qt::QueuedConnection);
    });
    connect(m_list, &QListWidget::customContextMenuRequested, this, &StylesView::showMenu);
    fill();
}

QWidget* StylesView::buildSets() {
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* lesson = new StyleLessonView(m_studio);
    layout->addWidget(m_list, 1);
    layout->addWidget(lesson);
    connect(m_list, &QListWidget::currentRowChanged, lesson, &StyleLessonView::setChosen);
    return page;
}

void StylesView::dragEnterEvent(QDragEnterEvent* event) {
    if (!filesOf(*event->mimeData()).isEmpty()) event->acceptProposedAction();
}

/// All dropped songs, and those of dropped folders, become one set, read on a worker.
void StylesView::dropEvent(QDropEvent* event) {
    const auto paths = filesOf(*event->mimeData());
    if (paths.isEmpty()) return;
    event->acceptProposedAction();
    QtConcurrent::run(readStyleSongs, paths).then(this, [this](const StyleSongs& read) {
        auto& library = m_studio.library;
        if (!read.problem.isEmpty()) Q_EMIT library.problem(read.problem);
        if (!read.songs.empty())
            library.styles().add(styleTitle(read.names), read.songs, read.names);
    });
}

void StylesView::fill() {
    m_filling = true;
    const int current = m_list->currentRow();
    m_list->clear();
    const auto& styles = m_studio.library.styles();
    for (int i = 0; i < styles.count(); ++i) {
        const auto& entry = styles.at(i);
        auto* item = new QListWidgetItem(QString::fromStdString(entry.set.name), m_list);
        item->setFlags(item->flags() | Qt::ItemIsEditable | Qt::ItemIsUserCheckable);
        item->setCheckState(entry.used ? Qt::Checked : Qt::Unchecked);
        item->setData(
            RowDelegate::kDetailRole,
            QStringLiteral("%1 · %2").arg(
                counted(static_cast<qlonglong>(entry.set.songs->size()), tr("song"), tr("songs")),
                numberText(entry.set.weight, 0.01)));
        item->setToolTip(entry.songs.join(QLatin1Char('\n')));
    }
    m_list->setCurrentRow(std::min(std::max(current, 0), m_list->count() - 1));
    m_stack->setCurrentIndex(m_list->count() > 0 ? 1 : 0);
    m_filling = false;
}

void StylesView::showMenu(const QPoint& at) {
    auto* item = m_list->itemAt(at);
    if (!item) return;
    QMenu menu;
    menu.addAction(tr("Rename"), this, [this, item] { m_list->editItem(item); });
    menu.addAction(tr("Remove"), this,
                   [this, row = m_list->row(item)] { m_studio.library.styles().remove(row); });
    menu.exec(m_list->viewport()->mapToGlobal(at));
}

} // namespace contrafact::ui
