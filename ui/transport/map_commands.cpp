// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/transport/map_commands.h"

#include "core/score/edit.h"
#include "ui/document/document.h"

#include <cmath>

namespace contrafact::ui {
namespace {

/// The last event at or before a tick. Maps always have one at tick 0.
template<typename Event>
Event& inForce(std::vector<Event>& events, score::Tick at) {
    auto* found = &events.front();
    for (auto& event : events)
        if (event.tick <= at) found = &event;
    return *found;
}

void change(Document& document, const char* label, score::ScoreMaps after) {
    const auto before = score::mapsOf(document.score());
    if (before == after) return;
    document.perform({label, {score::MapsChange{before, std::move(after)}}});
}

} // namespace

void setTempo(Document& document, score::Tick at, double bpm) {
    auto maps = score::mapsOf(document.score());
    auto events = maps.tempo.events();
    inForce(events, at).microsPerQuarter = static_cast<std::uint32_t>(std::lround(60e6 / bpm));
    maps.tempo = score::TempoMap(document.score().ppq(), std::move(events));
    change(document, "Change tempo", std::move(maps));
}

void setMeter(Document& document, score::Tick at, int numerator, int denominator) {
    auto maps = score::mapsOf(document.score());
    auto events = maps.meter.events();
    auto& event = inForce(events, at);
    event.numerator = numerator;
    event.denominator = denominator;
    maps.meter = score::MeterMap(document.score().ppq(), std::move(events));
    change(document, "Change meter", std::move(maps));
}

} // namespace contrafact::ui
