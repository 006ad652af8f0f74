// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/midi/warnings.h"

namespace contrafact::midi {

namespace {

struct Wording {
    Issue issue;
    const char* text; ///< follows "track 3: "; a number in brackets is added when over 1
};

constexpr Wording kWordings[] = {
    {Issue::noStatus, "data with no event before it was skipped"},
    {Issue::badData, "an event with a value over 127 was dropped"},
    {Issue::loudNote, "a velocity over 127 was limited"},
    {Issue::longNumber, "a number of more than four bytes was cut to the largest possible"},
    {Issue::longTime, "a time has more than four bytes, reading stopped there"},
    {Issue::lateTick, "an event beyond the end of time was moved to it"},
    {Issue::unknownStatus, "an unknown event was skipped"},
    {Issue::cutEvent, "the track ends in the middle of an event"},
    {Issue::cutBlock, "an event is longer than the rest of the track, reading stopped there"},
    {Issue::noEnd, "the end-of-track event is missing"},
    {Issue::badTempo, "an impossible tempo was ignored"},
    {Issue::badMeter, "an impossible time signature was ignored"},
    {Issue::badKey, "an impossible key signature was ignored"},
    {Issue::strayOff, "a note-off with no note was ignored"},
    {Issue::hungNote, "a note without an end was ended with the track"},
};

} // namespace

void Warnings::add(std::string sentence) {
    if (m_sentences.size() < kMost)
        m_sentences.push_back(std::move(sentence));
    else
        ++m_more;
}

void Warnings::add(int track, const IssueCounts& issues) {
    for (const auto& [issue, text] : kWordings) {
        const auto count = issues[issue];
        if (count == 0) continue;
        const auto times = count > 1 ? " (" + std::to_string(count) + " times)" : std::string();
        add("track " + std::to_string(track) + ": " + text + times);
    }
}

std::vector<std::string> Warnings::take() {
    if (m_more > 0)
        m_sentences.push_back("and " + std::to_string(m_more) + " more repairs of this kind");
    m_more = 0;
    return std::move(m_sentences);
}

} // namespace contrafact::midi
