// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/songs.h"

#include <algorithm>
#include <set>

namespace contrafact::models::bar_rnn {

namespace {

using encoding::kDrums;
using encoding::NoteBar;

/// Given notes that the backward network reads beyond the last event of a row.
constexpr std::size_t kLookAhead = 48;
constexpr int kLongestSpan = 8; ///< bars, hidden or given in one go

void trim(std::vector<NoteBar>& bars) {
    while (!bars.empty() && bars.back().notes.empty()) bars.pop_back();
    const auto first =
        std::ranges::find_if(bars, [](const auto& bar) { return !bar.notes.empty(); });
    bars.erase(bars.begin(), first);
}

std::vector<int> playing(const std::vector<NoteBar>& bars) {
    std::set<int> found;
    for (const auto& bar : bars)
        for (const auto& note : bar.notes) found.insert(note.family);
    return {found.begin(), found.end()};
}

/// Each of `all` with even chances, but neither none nor all where that can be.
std::array<bool, kFamilies> someOf(const std::vector<int>& all, nn::Random& random) {
    std::array<bool, kFamilies> chosen{};
    if (all.empty()) return chosen;
    for (const int family : all) chosen[static_cast<std::size_t>(family)] = random.uniform() < 0.5;
    const auto any = all[static_cast<std::size_t>(random.below(std::ssize(all)))];
    const auto other = all[static_cast<std::size_t>(random.below(std::ssize(all)))];
    chosen[static_cast<std::size_t>(any)] = true;
    if (other != any) chosen[static_cast<std::size_t>(other)] = false;
    return chosen;
}

void give(KnownBar& known, const NoteBar& bar, const std::array<bool, kFamilies>& closed) {
    for (int family = 0; family < kFamilies; ++family)
        if (closed[static_cast<std::size_t>(family)])
            known.open[static_cast<std::size_t>(family)] = false;
    for (const auto& note : bar.notes)
        if (closed[note.family]) known.given.push_back(note);
}

/// Other instruments are given throughout.
void giveFamilies(Known& known, const std::vector<NoteBar>& bars, nn::Random& random) {
    const auto closed = someOf(playing(bars), random);
    for (std::size_t i = 0; i < bars.size(); ++i) give(known.bars[i], bars[i], closed);
}

/// Bars are given and hidden by turns, all instruments or some.
void giveSpans(Known& known, const std::vector<NoteBar>& bars, nn::Random& random) {
    const auto families = playing(bars);
    constexpr std::array<bool, kFamilies> kAll{true, true, true, true, true};
    bool hidden = random.uniform() < 0.5;
    for (std::size_t i = 0; i < bars.size(); hidden = !hidden) {
        const auto length = static_cast<std::size_t>(1 + random.below(kLongestSpan));
        const bool some = random.uniform() < 0.5;
        const auto closed = !hidden ? kAll
                            : some  ? someOf(families, random)
                                    : std::array<bool, kFamilies>{};
        for (const auto end = std::min(bars.size(), i + length); i < end; ++i)
            give(known.bars[i], bars[i], closed);
    }
}

/// Single notes are locked.
void giveNotes(Known& known, const std::vector<NoteBar>& bars, nn::Random& random) {
    const double share = 0.05 + 0.5 * random.uniform();
    for (std::size_t i = 0; i < bars.size(); ++i) {
        if (random.uniform() < 0.5) continue;
        for (const auto& note : bars[i].notes)
            if (random.uniform() < share) known.bars[i].given.push_back(note);
    }
}

/// Some instruments' rhythm or pitches are kept, the others are given or open.
void giveHalves(Known& known, const std::vector<NoteBar>& bars, nn::Random& random) {
    const auto families = playing(bars);
    const auto kept = someOf(families, random);
    const bool rhythm = random.uniform() < 0.5, restGiven = random.uniform() < 0.7;
    for (std::size_t i = 0; i < bars.size(); ++i) {
        auto& bar = known.bars[i];
        for (const auto& note : bars[i].notes) {
            if (!kept[note.family] && restGiven) bar.given.push_back(note);
            if (kept[note.family] && rhythm) bar.rhythm.push_back(note);
            if (kept[note.family] && !rhythm && note.family != kDrums) bar.pitches.push_back(note);
        }
        for (const int family : families)
            if (!kept[static_cast<std::size_t>(family)] && restGiven)
                bar.open[static_cast<std::size_t>(family)] = false;
    }
}

void giveAttributes(Known& known, const std::vector<NoteBar>& bars, nn::Random& random) {
    for (int family = 0; family < kFamilies; ++family) {
        const bool density = random.uniform() < 0.5, height = random.uniform() < 0.5,
                   polyphony = random.uniform() < 0.5;
        for (std::size_t i = 0; i < bars.size(); ++i) {
            const auto measured = attributesOf(bars[i], family);
            auto& told = known.bars[i].attributes[static_cast<std::size_t>(family)];
            if (density) told.density = measured.density;
            if (height) told.height = measured.height;
            if (polyphony) told.polyphony = measured.polyphony;
        }
    }
}

void giveLeads(Known& known, std::span<const NoteBar> bars) {
    for (std::size_t from = 0; from < bars.size(); from += kLeadBars) {
        const auto length = std::min<std::size_t>(kLeadBars, bars.size() - from);
        const auto lead = leadOf(bars.subspan(from, length));
        for (std::size_t i = from; i < from + length; ++i) known.bars[i].lead = lead;
    }
}

bool isClosed(const KnownBar& bar) {
    return std::ranges::none_of(bar.open, [](bool open) { return open; });
}

/// The event follows `state`. A closed bar's chord is still to be told from what is given.
bool isForced(const Known& known, const encoding::EventState& state, const encoding::Event& event) {
    const auto kind = encoding::kindOf(event.token);
    if (state.bar() < 0 || kind == encoding::EventKind::Chord) return false;
    const auto& bar = known.at(state.bar());
    if (isClosed(bar)) return true;
    if (kind != encoding::EventKind::Note) return false;
    const auto name = encoding::noteName(event.token - encoding::kNoteTokens);
    return std::ranges::any_of(bar.given, [&](const encoding::BarNote& note) {
        return note.step == state.step() && note.family == name.family && note.pitch == name.pitch;
    });
}

/// The rows of a batch as plain numbers, filled event by event.
struct Rows {
    std::vector<std::int64_t> token, duration, velocity, features, offsets, ahead, nextToken,
        nextDuration, nextVelocity;

    void add(const Visit& visit, std::int64_t at, std::int64_t given) {
        const auto i = static_cast<std::size_t>(at);
        const auto &last = visit.events[i], &next = visit.events[i + 1];
        token.push_back(last.token);
        duration.push_back(last.duration + 1);
        velocity.push_back(last.velocity + 1);
        offsets.push_back(std::ssize(features));
        features.insert(features.end(), visit.features.begin() + visit.offsets[i],
                        visit.features.begin() + visit.offsets[i + 1]);
        ahead.push_back(std::max<std::int64_t>(0, given - visit.passed[i]));
        const bool forced = i + 1 < visit.forced.size() && visit.forced[i + 1] != 0;
        nextToken.push_back(forced ? -1 : next.token);
        nextDuration.push_back(forced ? -1 : next.duration);
        nextVelocity.push_back(forced ? -1 : next.velocity);
    }
    void addNothing() {
        for (auto* all : {&token, &duration, &velocity, &ahead}) all->push_back(0);
        offsets.push_back(std::ssize(features));
        for (auto* all : {&nextToken, &nextDuration, &nextVelocity}) all->push_back(-1);
    }
};

torch::Tensor matrix(const std::vector<std::int64_t>& values, std::int64_t rows) {
    return torch::tensor(values, torch::kInt64).view({rows, -1});
}

/// Given notes from the end backwards: of each piece those that lie ahead of its first event.
torch::Tensor givenRows(const std::vector<Piece>& pieces, const std::vector<std::int64_t>& ends) {
    std::int64_t most = 0;
    for (std::size_t i = 0; i < pieces.size(); ++i)
        if (const auto& [visit, from] = pieces[i]; visit)
            most = std::max(most, ends[i] - visit->passed[static_cast<std::size_t>(from)]);
    auto all = torch::zeros({std::ssize(pieces), most, kGivenPerNote}, torch::kInt64);
    auto* out = all.data_ptr<std::int64_t>();
    for (std::size_t i = 0; i < pieces.size(); ++i, out += most * kGivenPerNote) {
        const auto& [visit, from] = pieces[i];
        if (!visit) continue;
        auto* at = out;
        for (auto note = ends[i]; note-- > visit->passed[static_cast<std::size_t>(from)];) {
            const auto index = static_cast<std::size_t>(note);
            const auto* after =
                index + 1 < visit->given.size() ? &visit->given[index + 1] : nullptr;
            for (const auto feature : givenFeatures(visit->given[index], after)) *at++ = feature;
        }
    }
    return all;
}

} // namespace

std::vector<Song> readSongs(const train::Context& context, bool unseen) {
    std::vector<Song> songs;
    for (const auto& song : context.corpus->songs) {
        if (context.stopRequested && context.stopRequested()) throw train::Stopped();
        if (song.validation != unseen) continue;
        const auto spans = encoding::barSpans(song.score, {score::Tick(), song.score.end()});
        auto bars = encoding::toBars(song.score, spans);
        trim(bars);
        if (!bars.empty()) songs.push_back({song.name, std::move(bars)});
    }
    return songs;
}

Manner mannerOf(const std::vector<Song>& songs) {
    Manner manner;
    for (const auto& song : songs) {
        manner.harmony.add(song.bars, keyOf(song.bars));
        manner.arrangements.add(song.bars);
    }
    return manner;
}

std::vector<NoteBar> transposed(const std::vector<NoteBar>& bars, int semitones) {
    auto moved = bars;
    for (auto& bar : moved) {
        for (auto& note : bar.notes) {
            if (note.family == kDrums) continue;
            int pitch = note.pitch + semitones;
            if (pitch < encoding::kLowestPitch) pitch += 12;
            if (pitch > encoding::kHighestPitch) pitch -= 12;
            note.pitch = static_cast<std::uint8_t>(pitch);
        }
        std::ranges::sort(bar.notes);
        const auto same = [](const auto& a, const auto& b) {
            return a.step == b.step && a.family == b.family && a.pitch == b.pitch;
        };
        bar.notes.erase(std::unique(bar.notes.begin(), bar.notes.end(), same), bar.notes.end());
    }
    return moved;
}

Known drawKnown(const std::vector<NoteBar>& bars, const KnownShares& shares, nn::Random& random) {
    Known known;
    known.bars.resize(bars.size());
    if (random.uniform() < shares.key) known.key = keyOf(bars);
    if (random.uniform() < shares.form) known.repetition = repetitionOf(bars);
    if (random.uniform() < shares.form) known.length = static_cast<int>(bars.size());
    if (random.uniform() < shares.attributes) giveAttributes(known, bars, random);
    if (random.uniform() < shares.lead) giveLeads(known, bars);
    if (random.uniform() < shares.given) {
        const double way = random.uniform();
        if (way < 0.35)
            giveFamilies(known, bars, random);
        else if (way < 0.7)
            giveSpans(known, bars, random);
        else if (way < 0.85)
            giveHalves(known, bars, random);
        else
            giveNotes(known, bars, random);
    }
    return known;
}

Known knownByTurns(const std::vector<NoteBar>& bars, nn::Random& random) {
    Known known;
    known.bars.resize(bars.size());
    giveSpans(known, bars, random);
    return known;
}

Visit visitOf(const std::vector<NoteBar>& bars, const Known& known, const FeatureChoice& choice) {
    Visit visit{.events = encoding::toEvents(bars), .given = givenNotes(known)};
    encoding::EventState state;
    for (const auto& event : visit.events) {
        visit.forced.push_back(isForced(known, state, event));
        if (encoding::kindOf(event.token) == encoding::EventKind::Bar) {
            const auto& bar = bars[static_cast<std::size_t>(state.bar() + 1)];
            state.setShape(bar.steps, bar.meter);
        }
        state.push(event);
        visit.offsets.push_back(std::ssize(visit.features));
        appendFeatures(visit.features, state, known, choice);
        visit.passed.push_back(static_cast<std::int32_t>(passedNotes(visit.given, state)));
    }
    visit.offsets.push_back(std::ssize(visit.features));
    visit.events.push_back({encoding::kBarToken});
    return visit;
}

EventBatch batchOf(const std::vector<Piece>& pieces, std::int64_t length) {
    Rows rows;
    std::vector<std::int64_t> ends(pieces.size());
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const auto& [visit, from] = pieces[i];
        const auto end = visit ? std::min(visit->size(), from + length) : from;
        if (visit)
            ends[i] = static_cast<std::int64_t>(
                std::min(visit->given.size(),
                         visit->passed[static_cast<std::size_t>(end - 1)] + kLookAhead));
        for (auto at = from; at < from + length; ++at)
            at < end ? rows.add(*visit, at, ends[i]) : rows.addNothing();
    }
    const auto count = std::ssize(pieces);
    return {.token = matrix(rows.token, count),
            .duration = matrix(rows.duration, count),
            .velocity = matrix(rows.velocity, count),
            .features = torch::tensor(rows.features, torch::kInt64),
            .offsets = torch::tensor(rows.offsets, torch::kInt64),
            .given = givenRows(pieces, ends),
            .ahead = matrix(rows.ahead, count),
            .nextToken = matrix(rows.nextToken, count),
            .nextDuration = matrix(rows.nextDuration, count),
            .nextVelocity = matrix(rows.nextVelocity, count)};
}

} // namespace contrafact::models::bar_rnn
