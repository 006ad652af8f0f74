// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/score/events.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace contrafact::score {

namespace {

/// Opens the bytes of a long event.
using Length = std::uint32_t;

} // namespace

std::span<const Event> EventList::events() const {
    return m_data ? std::span<const Event>(m_data->events) : std::span<const Event>{};
}

std::span<const std::byte> EventList::content(const Event& event) const {
    if (event.isChannelMessage()) return {};
    const auto from = std::span(m_data->bytes).subspan(event.content);
    Length length = 0;
    std::memcpy(&length, from.data(), sizeof length);
    return from.subspan(sizeof length, length);
}

std::string_view EventList::text(const Event& event) const {
    const auto bytes = content(event);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool EventList::operator==(const EventList& other) const {
    if (m_data == other.m_data) return true;
    return std::ranges::equal(events(), other.events(), [&](const Event& a, const Event& b) {
        return a.sameHead(b) && std::ranges::equal(content(a), other.content(b));
    });
}

void EventListBuilder::add(Event event, std::span<const std::byte> content) {
    if (!event.isChannelMessage()) {
        event.content = static_cast<std::uint32_t>(m_data.bytes.size());
        const auto length = static_cast<Length>(content.size());
        const auto head = std::as_bytes(std::span(&length, 1));
        m_data.bytes.insert(m_data.bytes.end(), head.begin(), head.end());
        m_data.bytes.insert(m_data.bytes.end(), content.begin(), content.end());
    }
    m_data.events.push_back(event);
}

EventList EventListBuilder::build() && {
    EventList out;
    if (m_data.events.empty()) return out;
    const auto earlier = [](const Event& a, const Event& b) { return a.tick < b.tick; };
    if (!std::ranges::is_sorted(m_data.events, earlier))
        std::ranges::stable_sort(m_data.events, earlier);
    m_data.events.shrink_to_fit();
    m_data.bytes.shrink_to_fit();
    out.m_data = std::make_shared<const EventList::Data>(std::move(m_data));
    return out;
}

} // namespace contrafact::score
