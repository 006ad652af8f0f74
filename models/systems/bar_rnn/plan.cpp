// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/plan.h"

#include "models/systems/bar_rnn/form.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <set>
#include <sstream>

namespace contrafact::models::bar_rnn {

namespace {

using encoding::BarSpan;
using encoding::NoteBar;
using score::Tick;

/// Bars before and after the composed ones that are looked at; of more the network is told nothing.
constexpr int kBefore = 32;
constexpr int kAfter = 4;

int indexOf(const std::string& id, std::initializer_list<const char*> ids) {
    const auto found = std::ranges::find(ids, id);
    return found == ids.end() ? -1 : static_cast<int>(found - ids.begin());
}

Attributes attributesFrom(const Params& controls, int family) {
    const std::string id(encoding::kFamilyInfo[static_cast<std::size_t>(family)].id);
    Attributes asked;
    asked.density = static_cast<std::int8_t>(
        indexOf(controls.choice("density_" + id), {"silent", "low", "medium", "high", "dense"}));
    if (family == encoding::kDrums) return asked;
    asked.height = static_cast<std::int8_t>(
        indexOf(controls.choice("height_" + id), {"low", "middle", "high"}));
    asked.polyphony = static_cast<std::int8_t>(
        indexOf(controls.choice("polyphony_" + id), {"single", "pairs", "chords"}));
    return asked;
}

/// The pitch class that `text` begins with, and what follows it; nothing where it is no note name.
std::optional<std::pair<int, std::string>> splitRoot(const std::string& text) {
    constexpr std::array<int, 7> kNatural{9, 11, 0, 2, 4, 5, 7}; // A to G
    if (text.empty() || text[0] < 'A' || text[0] > 'G') return std::nullopt;
    int root = kNatural[static_cast<std::size_t>(text[0] - 'A')];
    std::size_t at = 1;
    for (; at < text.size() && (text[at] == '#' || text[at] == 'b'); ++at)
        root += text[at] == '#' ? 1 : 11;
    return std::pair(root % 12, text.substr(at));
}

/// "Eb", "Am" to 2 * tonic + minor; -1 for "open".
int keyFrom(const std::string& id) {
    const auto key = splitRoot(id);
    return key ? 2 * key->first + (key->second == "m" ? 1 : 0) : -1;
}

/// As the piece's key signature says; -1 where there is none, or one that is written by default.
int keyFrom(const std::vector<score::KeyEvent>& signatures) {
    if (signatures.empty()) return -1;
    const auto [sharps, minor] = std::pair(signatures.front().sharps, signatures.front().minor);
    if (sharps == 0 && !minor) return -1;
    return 2 * (((sharps + 12) * 7 + (minor ? 9 : 0)) % 12) + (minor ? 1 : 0);
}

/// Music that begins in one key stays in it better than music that has to find one.
int drawnKey(std::uint64_t seed) {
    return static_cast<int>(std::mt19937_64(seed)() % 24);
}

/// As chords that are asked for say; -1 where there are none.
int keyFrom(const std::vector<int>& chords) {
    std::vector<NoteBar> bars;
    for (const int chord : chords) {
        if (chord <= 0) continue;
        const int root = (chord - 1) / 2, third = (chord - 1) % 2 == 1 ? 3 : 4;
        NoteBar bar;
        for (const int interval : {0, third, 7})
            bar.notes.push_back({.pitch = static_cast<std::uint8_t>(48 + root + interval)});
        bars.push_back(std::move(bar));
    }
    return keyOf(bars);
}

/// The key that is asked for, that of the chords that are, that of the piece's signature, or one by
/// the seed.
int newKey(const GenerationRequest& request, const std::vector<int>& chords) {
    if (const int asked = keyFrom(request.controls.choice("key")); asked >= 0) return asked;
    if (const int meant = keyFrom(chords); meant >= 0) return meant;
    const int said = request.place ? keyFrom(request.place->piece.keys) : -1;
    return said >= 0 ? said : drawnKey(request.seed);
}

/// One tempo and meter: those at `from`.
score::Score emptyLike(const score::Score& piece, Tick from) {
    score::Score like(piece.ppq());
    const auto micros = std::lround(60e6 / piece.tempo.bpmAt(from));
    like.tempo = score::TempoMap(piece.ppq(), {{Tick(), static_cast<std::uint32_t>(micros)}});
    auto meter = piece.meter.at(from);
    meter.tick = Tick();
    like.meter = score::MeterMap(piece.ppq(), {meter});
    return like;
}

/// The bars before a tick, at most kBefore, without silence at their beginning.
void recall(Plan& plan, const score::Score& piece, Tick until) {
    if (until <= Tick()) return;
    const auto all = encoding::barSpans(piece, {Tick(), until});
    const auto from = all.size() > kBefore ? all.size() - kBefore : 0;
    auto bars = encoding::toBars(piece, std::span(all).subspan(from));
    const auto first =
        std::ranges::find_if(bars, [](const auto& bar) { return !bar.notes.empty(); });
    bars.erase(bars.begin(), first);
    plan.before = std::move(bars);
    plan.known.first = static_cast<int>(all.size() - plan.before.size());
}

/// A place, seen from the network.
class PlaceReader {
public:
    PlaceReader(const Place& place, Plan& plan)
        : m_place(place)
        , m_plan(plan)
        , m_locked(place.locked.begin(), place.locked.end()) {}

    void read() {
        const auto& piece = m_place.piece;
        m_plan.like = piece;
        m_plan.range = m_place.range;
        m_plan.spans = encoding::barSpans(piece, m_place.range);
        recall(m_plan, piece, m_plan.spans.front().ticks.begin);
        m_plan.known.lowest = m_place.low.value;
        m_plan.known.highest = m_place.high.value;
        readBars();
        readWhatFollows();
        readForm();
    }

private:
    bool isChosen(int track) const {
        if (m_place.tracks.empty()) return !m_place.piece.track(track).info.locked;
        return std::ranges::find(m_place.tracks, track) != m_place.tracks.end();
    }

    /// Families of the chosen tracks; where none is named, also those that no track plays yet.
    std::array<bool, kFamilies> openFamilies() const {
        std::array<bool, kFamilies> open{}, there{};
        for (int track = 0; track < m_place.piece.trackCount(); ++track) {
            const auto family =
                static_cast<std::size_t>(encoding::familyOf(m_place.piece.track(track).info));
            there[family] = true;
            open[family] |= isChosen(track);
        }
        const bool mayAdd = m_place.tracks.empty() && m_place.kept == KeptPart::Nothing;
        for (std::size_t i = 0; i < open.size(); ++i) open[i] |= mayAdd && !there[i];
        return open;
    }

    bool isReplaced(const score::Note& note) const {
        return m_place.range.contains(note.onset) && note.pitch >= m_place.low &&
               note.pitch <= m_place.high && !m_locked.contains(note.id);
    }

    void readBars() {
        std::vector<KnownBar> bars(m_plan.spans.size());
        for (auto& bar : bars) bar.open = openFamilies();
        for (int track = 0; track < m_place.piece.trackCount(); ++track) readTrack(track, bars);
        for (auto& bar : bars)
            for (auto* notes : {&bar.given, &bar.rhythm, &bar.pitches}) sortOut(*notes);
        auto& known = m_plan.known.bars;
        known.resize(m_plan.before.size());
        known.insert(known.end(), bars.begin(), bars.end());
    }

    void readTrack(int track, std::vector<KnownBar>& bars) const {
        const auto& own = m_place.piece.track(track);
        const auto placed = encoding::placeNotes(own.notes(), encoding::familyOf(own.info),
                                                 m_place.piece.ppq(), m_plan.spans);
        for (std::size_t i = 0; i < placed.size(); ++i) {
            if (placed[i].bar < 0) continue;
            auto& bar = bars[static_cast<std::size_t>(placed[i].bar)];
            if (!isChosen(track) || !isReplaced(own.notes()[i]))
                bar.given.push_back(placed[i].note);
            else if (m_place.kept == KeptPart::Rhythm)
                bar.rhythm.push_back(placed[i].note);
            else if (m_place.kept == KeptPart::Pitches && placed[i].note.family != encoding::kDrums)
                bar.pitches.push_back(placed[i].note);
        }
    }

    static void sortOut(std::vector<encoding::BarNote>& notes) {
        std::ranges::sort(notes);
        const auto same = [](const auto& a, const auto& b) {
            return a.step == b.step && a.family == b.family && a.pitch == b.pitch;
        };
        notes.erase(std::unique(notes.begin(), notes.end(), same), notes.end());
    }

    void readWhatFollows() {
        const auto from = m_plan.spans.back().ticks.end;
        const auto& meter = m_place.piece.meter;
        const auto spans =
            encoding::barSpans(m_place.piece, {from, meter.barStart(meter.barAt(from) + kAfter)});
        for (auto& bar : encoding::toBars(m_place.piece, spans))
            m_plan.known.bars.push_back({.open = {}, .given = std::move(bar.notes)});
    }

    void readForm() {
        auto& known = m_plan.known;
        const auto end = std::max(m_place.piece.end(), m_plan.spans.back().ticks.end);
        const auto all = encoding::barSpans(m_place.piece, {Tick(), end});
        known.key = keyOf(encoding::toBars(m_place.piece, all));
        known.length = static_cast<int>(all.size()) - known.first;
    }

    const Place& m_place;
    Plan& m_plan;
    std::set<score::NoteId> m_locked;
};

void planNewMusic(const GenerationRequest& request, Plan& plan) {
    const auto& controls = request.controls;
    if (request.continueFrom && request.continueFrom->noteCount() > 0) {
        const auto& before = *request.continueFrom;
        recall(plan, before, before.end());
        plan.known.key = keyOf(plan.before);
        plan.like = emptyLike(before, before.end() - Tick(1));
    } else {
        const auto micros = static_cast<std::uint32_t>(std::lround(60e6 / controls.real("tempo")));
        plan.like.tempo = score::TempoMap(plan.like.ppq(), {{Tick(), micros}});
    }
    plan.range = {Tick(), plan.like.meter.barStart(request.bars)};
    plan.spans = encoding::barSpans(plan.like, plan.range);
    plan.known.bars.resize(plan.before.size() + plan.spans.size());
    if (controls.flag("ending")) plan.known.length = static_cast<int>(plan.known.bars.size());
}

/// "strings"; Open for "planned" and "open".
Lead leadFrom(const std::string& id) {
    for (const int family : kLeads)
        if (encoding::kFamilyInfo[static_cast<std::size_t>(family)].id == id)
            return leadOfFamily(static_cast<encoding::Family>(family));
    return Lead::Open;
}

/// The families that may lead in the first bar to compose, in an order by the seed.
std::vector<int> drawnLeads(const Plan& plan, std::uint64_t seed) {
    const auto& bar = plan.known.at(static_cast<int>(plan.before.size()));
    std::vector<int> leads;
    for (const int family : kLeads) {
        const auto index = static_cast<std::size_t>(family);
        if (bar.open[index] && bar.attributes[index].density != 0) leads.push_back(family);
    }
    std::mt19937_64 random(seed);
    for (std::size_t i = 0; i + 1 < leads.size(); ++i)
        std::swap(leads[i], leads[i + random() % (leads.size() - i)]);
    return leads;
}

/// New music is made of phrases, each kind of which has a lead of its own.
void planForm(const Params& controls, std::uint64_t seed, Plan& plan) {
    const auto leads = drawnLeads(plan, seed);
    const bool isPlanned = controls.choice("lead") == "planned" && !leads.empty();
    for (std::size_t i = 0; i < plan.spans.size(); ++i) {
        auto& bar = plan.known.bars[plan.before.size() + i];
        bar.inForm = static_cast<int>(i);
        const auto phrase = static_cast<std::size_t>(phraseAt(bar.inForm));
        if (isPlanned)
            bar.lead = leadOfFamily(static_cast<encoding::Family>(leads[phrase % leads.size()]));
    }
}

/// There is nothing with a pitch to go by, neither before nor given in the bars or after them.
bool isNewMusic(const Plan& plan) {
    const auto pitched = [](const std::vector<encoding::BarNote>& notes) {
        return std::ranges::any_of(
            notes, [](const auto& note) { return note.family != encoding::kDrums; });
    };
    return std::ranges::none_of(plan.before, [&](const auto& bar) { return pitched(bar.notes); }) &&
           std::ranges::none_of(plan.known.bars, [&](const auto& bar) {
               return pitched(bar.given) || pitched(bar.rhythm) || pitched(bar.pitches);
           });
}

/// What the controls ask for.
void askFor(const Params& controls, Plan& plan) {
    auto& known = plan.known;
    const auto lead = leadFrom(controls.choice("lead"));
    for (std::size_t i = 0; i < plan.spans.size(); ++i)
        known.bars[plan.before.size() + i].lead = lead;
    known.repetition = indexOf(controls.choice("repetition"), {"none", "little", "some", "much"});
    for (std::size_t i = 0; i < plan.spans.size(); ++i)
        for (int family = 0; family < kFamilies; ++family)
            known.bars[plan.before.size() + i].attributes[static_cast<std::size_t>(family)] =
                attributesFrom(controls, family);
}

Result<int> chordFrom(const std::string& name) {
    if (name == "-") return -1;
    if (name == "N.C." || name == "NC") return 0;
    const auto split = splitRoot(name);
    if (!split) return Error{"\"" + name + "\" is no chord; write Am, F, C/E, G7 or - for any"};
    const auto& quality = split->second;
    const bool minor =
        quality.starts_with("dim") || (quality.starts_with("m") && !quality.starts_with("maj"));
    return 1 + 2 * split->first + (minor ? 1 : 0);
}

} // namespace

Result<std::vector<int>> chordsFrom(const std::string& text) {
    std::vector<int> chords;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        if (word == "|") continue;
        const auto chord = chordFrom(word);
        if (!chord) return chord.error();
        chords.push_back(*chord);
    }
    return chords;
}

Result<Plan> planOf(const GenerationRequest& request, const Harmony& harmony) {
    Plan plan;
    if (request.place)
        PlaceReader(*request.place, plan).read();
    else
        planNewMusic(request, plan);
    askFor(request.controls, plan);
    const auto chords = chordsFrom(request.chords);
    if (!chords) return chords.error();
    for (std::size_t i = 0; i < plan.spans.size() && !chords->empty(); ++i)
        plan.chords.push_back((*chords)[i % chords->size()]);
    if (!isNewMusic(plan)) return plan;
    plan.known.key = newKey(request, *chords);
    planForm(request.controls, request.seed, plan);
    if (chords->empty() && request.controls.choice("harmony") == "planned")
        plan.chords = harmony.draw(static_cast<int>(plan.spans.size()), plan.known.key,
                                   request.controls.flag("ending"), request.seed);
    return plan;
}

} // namespace contrafact::models::bar_rnn
