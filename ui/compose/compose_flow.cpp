// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compose/compose_flow.h"

#include "ui/document/document.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"

#include <QRandomGenerator>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace contrafact::ui {

namespace {

constexpr auto kNotesKey = "compose.generated";

using nlohmann::json;

json toJson(const GeneratedNotes& notes) {
    json list = json::array(); // id, onset, length, pitch, velocity, id, ...
    for (const auto& [id, note] : notes)
        for (const auto value : {static_cast<std::int64_t>(id), note.onset.value, note.length.value,
                                 std::int64_t{note.pitch.value}, std::int64_t{note.velocity}})
            list.push_back(value);
    return list;
}

GeneratedNotes notesFrom(const std::string& text) {
    GeneratedNotes notes;
    const auto list = json::parse(text, nullptr, false);
    if (!list.is_array()) return notes;
    std::vector<std::int64_t> flat;
    for (const auto& value : list)
        if (value.is_number_integer()) flat.push_back(value.get<std::int64_t>());
    for (std::size_t i = 0; i + 4 < flat.size(); i += 5) {
        score::Note note;
        note.id = static_cast<score::NoteId>(flat[i]);
        note.onset = score::Tick(flat[i + 1]);
        note.length = score::Tick(flat[i + 2]);
        note.pitch = score::Pitch(static_cast<std::int32_t>(flat[i + 3]));
        note.velocity = static_cast<std::uint8_t>(flat[i + 4]);
        notes.emplace(note.id, note);
    }
    return notes;
}

std::vector<score::TickRange> united(std::vector<score::TickRange> ranges, score::TickRange more) {
    ranges.push_back(more);
    std::sort(ranges.begin(), ranges.end(),
              [](const auto& a, const auto& b) { return a.begin < b.begin; });
    std::vector<score::TickRange> out;
    for (const auto& range : ranges) {
        if (!out.empty() && range.begin <= out.back().end)
            out.back().end = std::max(out.back().end, range.end);
        else
            out.push_back(range);
    }
    return out;
}

} // namespace

std::uint64_t randomSeed() {
    return QRandomGenerator::global()->bounded(1u, 1'000'000'000u);
}

ComposeFlow::ComposeFlow(const Studio& studio, QObject* parent)
    : QObject(parent)
    , m_studio(studio) {
    connect(&m_studio.compose, &ComposeService::generated, this,
            [this](const std::shared_ptr<const models::Generated>& result, quint64 id, int index) {
                if (id != m_request) return;
                if (m_intent == Intent::Preview) m_previewed = result;
                take(*result, index);
            });
    connect(&m_studio.compose, &ComposeService::partial, this,
            [this](const std::shared_ptr<const score::Score>& music, quint64 id, int index) {
                // Further takes go to the library: the roll shows the one for the piece.
                if (id == m_request && index == 0) showPreview(*music);
            });
    connect(&m_studio.compose, &ComposeService::cancelled, this, [this](quint64 id) {
        if (id == m_request) forget();
    });
    connect(&m_studio.compose, &ComposeService::failed, this, &ComposeFlow::forget);
    connect(&m_studio.document, &Document::replaced, this, [this] {
        m_known.clear();
        drop();
    });
}

score::TickRange ComposeFlow::region(int bars) const {
    const auto& document = m_studio.document;
    const auto chosen = document.region();
    return chosen && !chosen->empty() ? *chosen : nextRegion(document.score(), bars);
}

models::GenerationRequest ComposeFlow::requestFor(const ComposeSettings& settings,
                                                  score::TickRange range) const {
    const auto& score = m_studio.document.score();
    const auto* system = m_studio.compose.system();
    models::GenerationRequest request;
    request.controls = settings.controls;
    request.seed = settings.seed;
    request.bars = barsCovering(score, range);
    request.latentOffset = settings.latentOffset;
    if (!system) return request;
    if (system->capabilities.styles) request.styles = m_studio.library.styles().active();
    request.continueFrom = primer(settings, range).music;
    return request;
}

Primer ComposeFlow::primer(const ComposeSettings& settings, score::TickRange range) const {
    const auto* system = m_studio.compose.system();
    if (!system || !system->capabilities.continues) return {};
    const auto& document = m_studio.document;
    return primerFor(document.score(), document.selection(), range,
                     system->capabilities.barsPerTurn, settings.primer);
}

void ComposeFlow::send(std::vector<models::GenerationRequest> requests,
                       const ComposeSettings& settings, score::TickRange range, Intent intent) {
    m_settings = settings;
    m_region = range;
    m_primerStory = primer(settings, range).story;
    m_intent = intent;
    m_request = m_studio.compose.request(std::move(requests));
}

void ComposeFlow::preview(const ComposeSettings& settings) {
    // Dragging on must not move the region along: the preview itself changes nothing in the piece.
    auto one = settings;
    one.takes = 1;
    const auto range = region(one.bars);
    m_studio.document.setRegion(range);
    send({requestFor(one, range)}, one, range, Intent::Preview);
}

void ComposeFlow::commit(const ComposeSettings& settings) {
    if (m_intent == Intent::Preview) { // the newest notes are still on their way
        m_intent = Intent::Commit;
        return;
    }
    if (m_previewed) {
        const auto shown = std::exchange(m_previewed, nullptr);
        commitResult(*shown, 0);
        return;
    }
    auto one = settings;
    one.takes = 1;
    compose(one);
}

void ComposeFlow::compose(const ComposeSettings& settings) {
    sendTakes(settings, region(settings.bars), std::nullopt);
}

void ComposeFlow::goOn(const ComposeSettings& settings) {
    sendTakes(settings, nextRegion(m_studio.document.score(), settings.bars), std::nullopt);
}

void ComposeFlow::infill(const ComposeSettings& settings) {
    const auto& score = m_studio.document.score();
    const auto range = region(settings.bars);
    auto after = excerpt(score, {range.end, std::max(range.end, score.end())});
    sendTakes(settings, range, std::move(after));
}

void ComposeFlow::blend(const ComposeSettings& settings, const score::Score& target) {
    sendTakes(settings, region(settings.bars), target);
}

void ComposeFlow::sendTakes(const ComposeSettings& settings, score::TickRange range,
                            const std::optional<score::Score>& target) {
    std::vector<models::GenerationRequest> requests;
    for (int i = 0; i < std::max(1, settings.takes); ++i) {
        requests.push_back(requestFor(settings, range));
        requests.back().seed += static_cast<std::uint64_t>(i);
        requests.back().target = target;
    }
    m_previewed.reset();
    send(std::move(requests), settings, range, Intent::Commit);
}

void ComposeFlow::cancel() {
    const auto* system = m_studio.compose.system();
    if (system && system->capabilities.streams && committing()) return m_studio.compose.cutShort();
    drop();
}

void ComposeFlow::drop() {
    m_studio.compose.cancel();
    forget();
}

void ComposeFlow::forget() {
    m_intent = Intent::None;
    m_previewed.reset();
    m_studio.document.setPreview(std::nullopt);
}

void ComposeFlow::take(const models::Generated& result, int index) {
    if (m_intent == Intent::Preview) {
        m_intent = Intent::None;
        showPreview(result.score);
    } else if (m_intent == Intent::Commit) {
        m_previewed.reset();
        commitResult(result, index);
        if (result.cut || index + 1 >= m_settings.takes) m_intent = Intent::None;
    }
    Q_EMIT arrived(result);
}

void ComposeFlow::showPreview(const score::Score& music) {
    auto& document = m_studio.document;
    score::Score piece = document.score();
    composition(piece, m_region, music, m_settings.constraints, m_known).edit.apply(piece);
    // Only what stands in for the region: the rest of the piece shows as it is.
    score::Score shown(piece.ppq());
    for (int i = 0; i < piece.trackCount(); ++i) {
        const auto& track = piece.track(i);
        std::vector<score::Note> notes;
        if (!track.info.locked)
            track.forEachIn(m_region, [&](const score::Note& note) {
                if (note.onset >= m_region.begin) notes.push_back(note);
            });
        shown.addTrack(score::Track(track.info, std::move(notes)));
    }
    document.setPreview(std::move(shown));
}

/// Music that was cut takes the bars that it has reached: those after it stay as they are.
score::TickRange ComposeFlow::regionOf(const models::Generated& result) const {
    if (!result.cut) return m_region;
    const auto& piece = m_studio.document.score();
    const auto length = result.score.end().value * piece.ppq() / result.score.ppq();
    const auto end = m_region.begin + score::Tick(std::max<std::int64_t>(1, length));
    const int first = piece.meter.barAt(m_region.begin);
    const int last = piece.meter.barAt(end - score::Tick(1));
    const auto bars = score::barRange(piece, first, last - first + 1);
    return {m_region.begin, std::min(m_region.end, bars.end)};
}

void ComposeFlow::commitResult(const models::Generated& result, int index) {
    auto& document = m_studio.document;
    auto& takes = m_studio.library.takes();
    m_region = regionOf(result);
    auto made = composition(document.scoreForIds(), m_region, result.score, m_settings.constraints,
                            m_known);
    const auto bars = QString::fromStdString(barsText(document.score(), m_region));
    const auto name = QStringLiteral("%1 · %2").arg(takes.nextName(), bars);
    document.setPreview(std::nullopt);
    if (index > 0) { // further takes wait in the library: the piece has the first one
        score::Score other = document.score();
        made.edit.apply(other);
        const auto current = takes.current();
        takes.add(name, std::move(other), provenance(result));
        takes.setCurrent(current);
        for (const auto& note : made.made) m_known.insert_or_assign(note.id, note);
        Q_EMIT committed(name);
        return;
    }
    for (const auto& note : made.made) m_known.insert_or_assign(note.id, note);
    const bool firstMusic = document.score().noteCount() == 0;
    document.perform(std::move(made.edit));
    document.setGenerated(united(document.generated(), m_region));
    document.setRegion(m_region);
    takes.add(name, document.score(), provenance(result));
    Q_EMIT placed(m_region, firstMusic);
    Q_EMIT committed(name);
}

std::string ComposeFlow::provenance(const models::Generated& result) const {
    auto story = json::parse(result.provenance, nullptr, false);
    if (!story.is_object()) story = json::object();
    story["region"] = barsText(m_studio.document.score(), m_region);
    story["region_ticks"] = {m_region.begin.value, m_region.end.value};
    story["map_point"] = result.mapPoint;
    if (result.cut) story["cut"] = true;
    if (!m_primerStory.empty()) story["primer"] = m_primerStory;
    return story.dump(-1, ' ', false, json::error_handler_t::replace);
}

void ComposeFlow::saveTo(std::map<std::string, std::string>& settings) const {
    // Ids of notes that are gone for good would pile up over the years.
    GeneratedNotes kept;
    const auto& score = m_studio.document.score();
    for (int i = 0; i < score.trackCount(); ++i)
        for (const auto& note : score.track(i).notes())
            if (const auto it = m_known.find(note.id); it != m_known.end()) kept.insert(*it);
    settings[kNotesKey] = toJson(kept).dump();
}

void ComposeFlow::restoreFrom(const std::map<std::string, std::string>& settings) {
    const auto it = settings.find(kNotesKey);
    m_known = it == settings.end() ? GeneratedNotes() : notesFrom(it->second);
}

} // namespace contrafact::ui
