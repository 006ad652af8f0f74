// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/lead.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace contrafact::models::bar_rnn {

namespace {

using encoding::NoteBar;

constexpr double kLeadNotes = 3; ///< a bar
constexpr int kLeadPitches = 5;
constexpr double kLeadSteps = 1; ///< a bar
constexpr int kStep = 4;         ///< semitones: thirds and less

/// The highest of the family's notes at each onset, in time.
std::vector<int> topVoice(std::span<const NoteBar> bars, int family) {
    std::vector<int> voice;
    for (const auto& bar : bars) {
        std::map<int, int> highest;
        for (const auto& note : bar.notes)
            if (note.family == family)
                highest[note.step] = std::max<int>(highest[note.step], note.pitch);
        for (const auto& [step, pitch] : highest) voice.push_back(pitch);
    }
    return voice;
}

int stepsOf(const std::vector<int>& voice) {
    int steps = 0;
    for (std::size_t i = 1; i < voice.size(); ++i) {
        const int apart = std::abs(voice[i] - voice[i - 1]);
        steps += apart > 0 && apart <= kStep;
    }
    return steps;
}

double meanOf(const std::vector<int>& voice) {
    double sum = 0;
    for (const int pitch : voice) sum += pitch;
    return voice.empty() ? 0 : sum / static_cast<double>(voice.size());
}

} // namespace

double missingOfLead(std::span<const NoteBar> bars, int family) {
    std::set<int> pitches;
    int notes = 0;
    for (const auto& bar : bars)
        for (const auto& note : bar.notes) {
            if (note.family != family) continue;
            ++notes;
            pitches.insert(note.pitch);
        }
    const auto lacks = [](double found, double wanted) {
        return std::max(0.0, 1 - found / wanted);
    };
    const auto count = static_cast<double>(bars.size());
    return lacks(notes, kLeadNotes * count) +
           lacks(static_cast<double>(pitches.size()), kLeadPitches) +
           lacks(stepsOf(topVoice(bars, family)), kLeadSteps * count);
}

Lead leadOf(std::span<const NoteBar> bars) {
    auto lead = Lead::None;
    double highest = 0;
    for (const int family : kLeads) {
        if (missingOfLead(bars, family) > 0) continue;
        const double height = meanOf(topVoice(bars, family));
        if (height <= highest) continue;
        highest = height;
        lead = leadOfFamily(static_cast<encoding::Family>(family));
    }
    return lead;
}

} // namespace contrafact::models::bar_rnn
