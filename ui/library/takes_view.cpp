// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/takes_view.h"

#include "models/api/descriptor.h"
#include "ui/compose/verbs.h"
#include "ui/controls/counted.h"
#include "ui/controls/section.h"
#include "ui/controls/value_slider.h"
#include "ui/document/document.h"
#include "ui/library/list_keys.h"
#include "ui/library/row_delegate.h"
#include "ui/library/take_comparison.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"
#include "ui/services/player.h"

#include <QListWidget>
#include <QMenu>
#include <QStackedLayout>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace contrafact::ui {

namespace {

constexpr int kMarkMs = 150;

/// "Noise σ" is "σ" where there is little room.
QString symbolOf(const models::ParamSpec& spec) {
    const auto label = QString::fromStdString(spec.label);
    const auto last = label.section(QLatin1Char(' '), -1);
    return last.size() == 1 ? last : label;
}

/// "σ 0.70": the first control that was moved, else the first one; empty for music that was not
/// composed.
QString controlDetail(const nlohmann::json& story) {
    if (!story.is_object() || !story.contains("system") || !story["system"].is_string()) return {};
    const auto* system = models::findSystem(story["system"]);
    if (!system || !story.contains("controls") || !story["controls"].is_object()) return {};
    const auto& controls = story["controls"];
    QString first;
    for (const auto& spec : system->generation.specs()) {
        if (spec.kind != models::ParamKind::Real || !controls.contains(spec.key) ||
            !controls[spec.key].is_number())
            continue;
        const double value = controls[spec.key].get<double>();
        const auto text = QStringLiteral("%1 %2").arg(symbolOf(spec), numberText(value, spec.step));
        if (value != std::get<double>(spec.defaultValue)) return text;
        if (first.isEmpty()) first = text;
    }
    return first;
}

} // namespace

QString takeDetail(const session::Take& take) {
    const auto story = nlohmann::json::parse(take.provenance, nullptr, false);
    const auto said = [&](const char* key) -> QString {
        if (!story.is_object() || !story.contains(key) || !story[key].is_string()) return {};
        return QString::fromStdString(story[key].get<std::string>());
    };
    const auto verb = std::ranges::find(kVerbs, said("verb").toStdString(), verbId);
    if (verb != kVerbs.end() && *verb != Verb::Compose) return verbName(*verb).toLower();
    if (const auto chords = said("chords"); !chords.isEmpty()) return chords;
    if (const auto control = controlDetail(story); !control.isEmpty()) return control;
    return counted(score::barCount(take.score), TakesView::tr("bar"), TakesView::tr("bars"));
}

TakesView::TakesView(const Studio& studio, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio)
    , m_stack(new QStackedLayout(this))
    , m_list(new QListWidget) {
    auto* empty = new EmptyState(tr("Every piece you compose or open is kept here."),
                                 tr("Open a MIDI file…"));
    connect(empty, &EmptyState::triggered, this, &TakesView::openRequested);
    m_stack->addWidget(empty);
    m_stack->addWidget(m_list);
    m_list->setItemDelegate(new RowDelegate(m_list));
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_list->setAccessibleName(tr("Takes"));
    auto& takes = m_studio.library.takes();
    connect(&takes, &TakeStore::listChanged, this, &TakesView::fill);
    connect(&takes, &TakeStore::currentChanged, this, &TakesView::showCurrent);
    connect(m_list, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem* item) {
        if (!m_filling && item) m_studio.library.takes().setCurrent(idOf(item));
    });
    connect(m_list, &QListWidget::itemActivated, this,
            [this](const QListWidgetItem* item) { bringIn(m_studio, idOf(item)); });
    connect(m_list, &QListWidget::itemChanged, this, [this](const QListWidgetItem* item) {
        // Renaming fills the list anew: not while this item is still being edited.
        if (!m_filling)
            QMetaObject::invokeMethod(
                this,
                [this, id = idOf(item), name = item->data(RowDelegate::kNameRole).toString()] {
                    m_studio.library.takes().rename(id, name);
                },
                Qt::QueuedConnection);
    });
    connect(m_list, &QListWidget::customContextMenuRequested, this, &TakesView::showMenu);
    new ListKeys(*m_list, {.rename = [this] { rename(); }});
    m_mark.setSingleShot(true);
    m_mark.setInterval(kMarkMs);
    connect(&m_mark, &QTimer::timeout, this, &TakesView::markPresent);
    const auto later = [this] { m_mark.start(); };
    connect(&m_studio.document, &Document::changed, this, later);
    connect(&m_studio.document, &Document::replaced, this, later);
    fill();
}

std::int64_t TakesView::idOf(const QListWidgetItem* item) const {
    return item->data(Qt::UserRole).toLongLong();
}

void TakesView::fill() {
    m_filling = true;
    m_list->clear();
    for (const auto* take : m_studio.library.takes().listed()) {
        const auto name = QString::fromStdString(take->name);
        auto* item =
            new QListWidgetItem(take->starred ? QStringLiteral("★ ") + name : name, m_list);
        item->setData(Qt::UserRole, static_cast<qlonglong>(take->id));
        item->setData(RowDelegate::kDetailRole, takeDetail(*take));
        item->setData(RowDelegate::kNameRole, name); // without the star
        item->setFlags(item->flags() | Qt::ItemIsEditable);
    }
    m_stack->setCurrentIndex(m_list->count() > 0 ? 1 : 0);
    m_filling = false;
    showCurrent();
    markPresent();
}

void TakesView::markPresent() {
    const auto& piece = m_studio.document.score();
    m_filling = true;
    for (int i = 0; i < m_list->count(); ++i) {
        auto* item = m_list->item(i);
        const auto* take = m_studio.library.takes().find(idOf(item));
        const bool present = take && take->score.sounds(piece);
        item->setData(RowDelegate::kMarkedRole, present);
        item->setToolTip(present ? tr("This is the piece as it is now")
                                 : tr("Double click brings it into the roll"));
    }
    m_filling = false;
}

void TakesView::showCurrent() {
    m_filling = true;
    for (int i = 0; i < m_list->count(); ++i)
        if (idOf(m_list->item(i)) == m_studio.library.takes().current()) m_list->setCurrentRow(i);
    m_filling = false;
}

void TakesView::rename() {
    if (auto* item = m_list->currentItem()) m_list->editItem(item);
}

void TakesView::showMenu(const QPoint& at) {
    auto* item = m_list->itemAt(at);
    if (!item) return;
    auto& takes = m_studio.library.takes();
    const auto id = idOf(item);
    const auto* take = takes.find(id);
    if (!take) return;
    QMenu menu;
    menu.addAction(tr("Bring into the roll"), this, [this, id] { bringIn(m_studio, id); });
    menu.addAction(tr("Compare with the piece"), this, &TakesView::compareRequested)
        ->setEnabled(!take->score.sounds(m_studio.document.score()));
    menu.addAction(tr("Play"), this, [this, take] { m_studio.player.playAlone(take->score); });
    if (m_studio.compose.capabilities().styles)
        menu.addAction(tr("Use as style"), this, [this, take] {
            m_studio.library.styles().add(QString::fromStdString(take->name), take->score);
        });
    menu.addSeparator();
    menu.addAction(take->starred ? tr("Remove the star") : tr("Star"), this,
                   [&takes, id, starred = !take->starred] { takes.setStarred(id, starred); });
    menu.addAction(tr("Rename"), this, &TakesView::rename);
    menu.addAction(tr("Remove"), this, [&takes, id] { takes.remove(id); });
    menu.exec(m_list->viewport()->mapToGlobal(at));
}

} // namespace contrafact::ui
