// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/sample_row.h"

#include "ui/services/sample_store.h"
#include "ui/theme/theme.h"
#include "ui/training/sample_timeline.h"

#include <QLabel>
#include <QListView>
#include <QScrollBar>
#include <QShortcut>
#include <QVBoxLayout>

#include <algorithm>

namespace contrafact::ui {

SampleRow::SampleRow(SampleStore& store, QWidget* parent)
    : QWidget(parent)
    , m_store(store)
    , m_model(new SampleModel(store, devicePixelRatioF(), this))
    , m_name(new QLabel)
    , m_list(new QListView) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_name->setFont(uiFont(11));
    m_name->hide();
    layout->addWidget(m_name);
    layout->addWidget(m_list, 1);
    m_list->setFlow(QListView::LeftToRight);
    m_list->setWrapping(false);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setAccessibleName(tr("Samples"));
    m_list->setModel(m_model);
    auto* delegate = new SampleDelegate(m_list);
    m_list->setItemDelegate(delegate);
    m_list->setMinimumHeight(delegate->sizeHint({}, {}).height() +
                             m_list->horizontalScrollBar()->sizeHint().height());
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& now) {
                if (now.isValid()) Q_EMIT chosen(now.row());
            });
    connect(m_list, &QListView::clicked, this,
            [this](const QModelIndex& at) { Q_EMIT clicked(at.row()); });
    // Not `activated`: on some desktops one click does that.
    connect(m_list, &QListView::doubleClicked, this,
            [this](const QModelIndex& at) { Q_EMIT kept(at.row()); });
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter})
        connect(new QShortcut(key, m_list, nullptr, nullptr, Qt::WidgetShortcut),
                &QShortcut::activated, this, [this] {
                    if (current() >= 0) Q_EMIT kept(current());
                });
    connect(m_model, &SampleModel::modelReset, this, [this] {
        m_following = true;
        applyHeld();
        Q_EMIT reset();
        Q_EMIT changed();
    });
    connect(m_model, &SampleModel::rowsInserted, this, [this] {
        applyHeld();
        Q_EMIT changed();
    });
    auto* bar = m_list->horizontalScrollBar();
    connect(bar, &QScrollBar::rangeChanged, this, &SampleRow::follow);
    connect(bar, &QScrollBar::valueChanged, this,
            [this, bar](int value) { m_following = value >= bar->maximum() - bar->singleStep(); });
}

void SampleRow::setName(const QString& name) {
    m_name->setText(name);
    m_name->setVisible(!name.isEmpty());
    m_list->setAccessibleName(name.isEmpty() ? tr("Samples") : tr("Samples of %1").arg(name));
}

int SampleRow::count() const {
    return m_model->rowCount();
}

std::vector<std::int64_t> SampleRow::steps() const {
    std::vector<std::int64_t> all;
    for (int i = 0; i < count(); ++i) all.push_back(m_store.stepOf(i));
    return all;
}

QString SampleRow::text(int index) const {
    return m_model->index(index).data().toString();
}

int SampleRow::current() const {
    const auto index = m_list->currentIndex();
    return index.isValid() ? index.row() : -1;
}

void SampleRow::clearChoice() {
    m_list->clearSelection();
    m_list->selectionModel()->clearCurrentIndex();
}

void SampleRow::holdStep(std::optional<std::int64_t> step) {
    m_held = step;
    m_following = !step;
    applyHeld();
    follow();
}

int SampleRow::held() const {
    if (!m_held) return -1;
    const auto all = steps();
    const auto after = std::upper_bound(all.begin(), all.end(), *m_held);
    return static_cast<int>(after - all.begin()) - 1;
}

void SampleRow::applyHeld() {
    m_model->setMarked(held());
    if (held() >= 0) m_list->scrollTo(m_model->index(held()), QAbstractItemView::PositionAtCenter);
}

void SampleRow::follow() {
    auto* bar = m_list->horizontalScrollBar();
    if (m_held)
        applyHeld();
    else if (m_following)
        bar->setValue(bar->maximum());
}

} // namespace contrafact::ui
