// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/take_comparison.h"

#include "ui/compose/compose_plan.h"
#include "ui/document/document.h"
#include "ui/services/library.h"

#include <algorithm>

namespace contrafact::ui {

void bringIn(const Studio& studio, std::int64_t id) {
    const auto* take = studio.library.takes().find(id);
    if (!take) return;
    const auto label = TakeComparison::tr("Show %1").arg(QString::fromStdString(take->name));
    studio.document.perform(replacement(studio.document.score(), take->score, label.toStdString()));
}

TakeComparison::TakeComparison(const Studio& studio, QObject* parent)
    : QObject(parent)
    , m_studio(studio) {
    connect(&studio.library.takes(), &TakeStore::currentChanged, this, [this] {
        const auto* take = m_studio.library.takes().currentTake();
        if (comparing() && take) show(*take);
    });
}

bool TakeComparison::comparing() const {
    const auto& guest = m_studio.document.guest();
    return guest && guest->beside;
}

const session::Take* TakeComparison::other() const {
    const auto& takes = m_studio.library.takes();
    const auto& piece = m_studio.document.score();
    const auto differs = [&](const session::Take* take) {
        return take && !take->score.sounds(piece);
    };
    if (differs(takes.currentTake())) return takes.currentTake();
    const auto listed = takes.listed();
    const auto found = std::ranges::find_if(listed, differs);
    return found == listed.end() ? nullptr : *found;
}

void TakeComparison::show(const session::Take& take) {
    m_studio.document.setGuest(Guest{take.score, QString::fromStdString(take.name), true});
}

void TakeComparison::toggle() {
    if (comparing()) return m_studio.document.setGuest(std::nullopt);
    const auto* take = other();
    if (!take) return Q_EMIT problem(tr("There is no other take to compare with: compose some"));
    m_studio.library.takes().setCurrent(take->id);
    show(*take);
}

void TakeComparison::step(int by) {
    auto& takes = m_studio.library.takes();
    const auto listed = takes.listed();
    if (listed.empty()) return toggle();
    const auto at = std::ranges::find(listed, takes.current(), &session::Take::id) - listed.begin();
    const auto last = static_cast<std::ptrdiff_t>(listed.size()) - 1;
    const auto* take =
        listed[static_cast<std::size_t>(std::clamp(at + by, std::ptrdiff_t{0}, last))];
    takes.setCurrent(take->id);
    show(*take);
}

void TakeComparison::keep() {
    if (!comparing()) return Q_EMIT problem(tr("No take stands beside the piece"));
    bringIn(m_studio, m_studio.library.takes().current());
}

} // namespace contrafact::ui
