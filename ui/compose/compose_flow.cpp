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
constexpr auto kLockedKey = "compose.locked";

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

std::set<score::NoteId> idsFrom(const std::string& text) {
    const auto list = json::parse(text, nullptr, false);
    std::set<score::NoteId> ids;
    if (!list.is_array()) return ids;
    for (const auto& value : list)
        if (value.is_number_unsigned()) ids.insert(value.get<score::NoteId>());
    return ids;
}

/// "Infill bars 5–8".
std::string undoLabel(Verb verb, const score::Score& piece, score::TickRange bars) {
    return verbName(verb).toStdString() + " " + barsText(piece, bars);
}

} // namespace

std::uint64_t randomSeed() {
    return QRandomGenerator::global()->bounded(1u, 1'000'000'000u);
}

ComposeFlow::ComposeFlow(const Studio& studio, QObject* parent)
    : QObject(parent)
    , m_studio(studio)
    , m_composedBars(studio.document) {
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

Pointed ComposeFlow::pointed() const {
    const auto& document = m_studio.document;
    return {document.region(), document.selection(), document.currentTrack()};
}

QString ComposeFlow::place(const ComposeSettings& settings) const {
    return placeWords(m_studio.document.score(), pointed(), settings.written,
                      m_studio.compose.capabilities());
}

Constraints ComposeFlow::constraintsOf(const ComposeSettings& settings) const {
    auto constraints = settings.constraints;
    constraints.locked = m_studio.document.lockedNotes();
    return constraints;
}

bool ComposeFlow::hearsThePiece(Verb verb, const ComposeSettings& settings) const {
    if (!m_studio.compose.capabilities().infills) return false;
    if (verb != Verb::Compose && verb != Verb::Continue) return true;
    // A beginning of its own, a file or selected notes to go on from stand in the piece's place.
    const bool fromSelection = verb == Verb::Continue && !m_studio.document.selection().empty();
    return settings.primer.source == PrimerSource::Piece && !fromSelection;
}

ComposeFlow::Question ComposeFlow::questionFor(Verb verb, const ComposeSettings& settings,
                                               score::TickRange bars) const {
    const auto& piece = m_studio.document.score();
    Question question{verb, bars, std::nullopt, piece, {}};
    if (hearsThePiece(verb, settings))
        question.place = placeOf(verb, piece, pointed(), bars, settings.written,
                                 constraintsOf(settings), m_known);
    else
        question.primerStory = primer(settings, bars).story;
    return question;
}

models::GenerationRequest ComposeFlow::requestFor(const ComposeSettings& settings,
                                                  const Question& question) const {
    const auto& can = m_studio.compose.capabilities();
    models::GenerationRequest request;
    request.controls = settings.controls;
    request.seed = settings.seed;
    request.bars = barsCovering(m_studio.document.score(), question.bars);
    request.latentOffset = settings.latentOffset;
    if (can.styles) request.styles = m_studio.library.styles().activeFor(*m_studio.compose.info());
    if (can.followsChords) request.chords = settings.chords;
    request.place = question.place;
    if (!question.place) request.continueFrom = primer(settings, question.bars).music;
    return request;
}

Primer ComposeFlow::primer(const ComposeSettings& settings, score::TickRange range) const {
    const auto* system = m_studio.compose.system();
    if (!system || !system->capabilities.continues) return {};
    const auto& document = m_studio.document;
    auto found = primerFor(document.score(), document.selection(), range,
                           system->capabilities.barsPerTurn, settings.primer);
    if (hearsThePiece(Verb::Compose, settings))
        found.words = tr("It hears what stands before, beside and after %1.")
                          .arg(QString::fromStdString(barsText(document.score(), range)));
    return found;
}

void ComposeFlow::send(Question question, const ComposeSettings& settings, Intent intent,
                       const std::optional<score::Score>& target) {
    std::vector<models::GenerationRequest> requests;
    for (int i = 0; i < std::max(1, settings.takes); ++i) {
        requests.push_back(requestFor(settings, question));
        requests.back().seed += static_cast<std::uint64_t>(i);
        requests.back().target = target;
    }
    m_settings = settings;
    m_bars = question.bars;
    m_question = std::move(question);
    m_intent = intent;
    m_request = m_studio.compose.request(std::move(requests));
}

void ComposeFlow::preview(const ComposeSettings& settings) {
    // Dragging on must not move the region along: the preview itself changes nothing in the piece.
    auto one = settings;
    one.takes = 1;
    const auto bars = region(one.bars);
    m_studio.document.setRegion(bars);
    send(questionFor(Verb::Compose, one, bars), one, Intent::Preview);
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
    run(Verb::Compose, one);
}

void ComposeFlow::run(Verb verb, const ComposeSettings& settings) {
    const auto& piece = m_studio.document.score();
    const auto bars = barsOf(verb, piece, pointed(), nextRegion(piece, settings.bars));
    if (!bars) return Q_EMIT refused(QString::fromStdString(bars.message()));
    auto question = questionFor(verb, settings, *bars);
    if (question.place && question.place->tracks.empty())
        return Q_EMIT refused(tr("There is no track to write to: unlock one, or choose another "
                                 "instrument beside “Write for”"));
    m_previewed.reset();
    send(std::move(question), settings, Intent::Commit);
}

void ComposeFlow::blend(const ComposeSettings& settings, const score::Score& target) {
    m_previewed.reset();
    send(questionFor(Verb::Compose, settings, region(settings.bars)), settings, Intent::Commit,
         target);
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

/// Music of its own begins at tick 0; what was asked for at a place comes as the whole piece.
Composition ComposeFlow::fitted(score::Score& piece, const score::Score& music,
                                score::TickRange reached) const {
    const auto constraints = constraintsOf(m_settings);
    if (m_question.place) return placement(piece, *m_question.place, music, reached, constraints);
    return composition(piece, reached, music, constraints, m_known);
}

void ComposeFlow::showPreview(const score::Score& music) {
    auto& document = m_studio.document;
    score::Score piece = document.score();
    if (piece.trackCount() != m_question.piece.trackCount()) return;
    fitted(piece, music, m_bars).edit.apply(piece);
    // Only what stands in for the bars: the rest of the piece shows as it is.
    score::Score shown(piece.ppq());
    for (int i = 0; i < piece.trackCount(); ++i) {
        const auto& track = piece.track(i);
        std::vector<score::Note> notes;
        if (!track.info.locked)
            track.forEachIn(m_bars, [&](const score::Note& note) {
                if (note.onset >= m_bars.begin) notes.push_back(note);
            });
        shown.addTrack(score::Track(track.info, std::move(notes)));
    }
    document.setPreview(std::move(shown), m_bars);
}

/// Music that was cut takes the bars that it has reached: those after it stay as they are.
score::TickRange ComposeFlow::reached(const models::Generated& result) const {
    if (!result.cut) return m_question.bars;
    if (m_question.place) return reachedBy(*m_question.place, result.score);
    const auto& piece = m_studio.document.score();
    const auto begin = m_question.bars.begin;
    const auto length = result.score.end().value * piece.ppq() / result.score.ppq();
    const auto end = begin + score::Tick(std::max<std::int64_t>(1, length));
    const int first = piece.meter.barAt(begin);
    const int last = piece.meter.barAt(end - score::Tick(1));
    const auto bars = score::barRange(piece, first, last - first + 1);
    return {begin, std::min(m_question.bars.end, bars.end)};
}

void ComposeFlow::commitResult(const models::Generated& result, int index) {
    m_studio.document.setPreview(std::nullopt);
    m_bars = reached(result);
    const auto bars = QString::fromStdString(barsText(m_question.piece, m_bars));
    const auto name = QStringLiteral("%1 · %2").arg(m_studio.library.takes().nextName(), bars);
    if (index > 0) return keepBeside(result, name);
    putIntoPiece(result, name);
}

/// Further takes wait in the library: the piece has the first one.
void ComposeFlow::keepBeside(const models::Generated& result, const QString& name) {
    auto& takes = m_studio.library.takes();
    auto& ids = m_studio.document.scoreForIds();
    auto other = m_question.piece; // as it was: the first take may have brought tracks of its own
    other.markUsed(ids.newNoteId());
    const auto made = fitted(other, result.score, m_bars);
    made.edit.apply(other);
    for (const auto& note : made.made) ids.markUsed(note.id);
    remember(made.made);
    const auto current = takes.current();
    takes.add(name, std::move(other), provenance(result));
    takes.setCurrent(current);
    Q_EMIT committed(name);
}

void ComposeFlow::putIntoPiece(const models::Generated& result, const QString& name) {
    auto& document = m_studio.document;
    if (document.score().trackCount() != m_question.piece.trackCount())
        return Q_EMIT refused(tr("Tracks came or went while this was composed: compose it again"));
    const bool firstMusic = document.score().noteCount() == 0;
    const bool ofNotes = m_question.place && m_question.place->kept != models::KeptPart::Nothing &&
                         !document.selection().empty();
    auto made = fitted(document.scoreForIds(), result.score, m_bars);
    made.edit.label = undoLabel(m_question.verb, document.score(), m_bars);
    remember(made.made);
    const auto before = document.score();
    document.perform(std::move(made.edit));
    m_composedBars.add(m_bars);
    if (ofNotes)
        selectMade(made.made);
    else
        document.setRegion(m_bars);
    m_studio.library.takes().add(name, document.score(), provenance(result));
    Q_EMIT placed(m_bars, firstMusic);
    Q_EMIT reported(demandsOn({before, document.score(), m_bars, made.made, result.remarks},
                              constraintsOf(m_settings)));
    Q_EMIT committed(name);
}

void ComposeFlow::remember(const std::vector<score::Note>& made) {
    for (const auto& note : made) m_known.insert_or_assign(note.id, note);
}

/// Varied notes are selected again, so that they can be varied once more.
void ComposeFlow::selectMade(const std::vector<score::Note>& made) {
    auto& document = m_studio.document;
    score::Selection selection;
    for (int i = 0; i < document.score().trackCount(); ++i)
        for (const auto& note : made)
            if (document.score().track(i).find(note.id)) selection.push_back({i, note.id});
    document.select(std::move(selection));
}

std::string ComposeFlow::provenance(const models::Generated& result) const {
    auto story = json::parse(result.provenance, nullptr, false);
    if (!story.is_object()) story = json::object();
    story["verb"] = verbId(m_question.verb);
    story["region"] = barsText(m_question.piece, m_bars);
    story["region_ticks"] = {m_bars.begin.value, m_bars.end.value};
    if (m_studio.compose.capabilities().followsChords && !m_settings.chords.empty())
        story["chords"] = m_settings.chords;
    story["map_point"] = result.mapPoint;
    if (result.cut) story["cut"] = true;
    if (!m_question.primerStory.empty()) story["primer"] = m_question.primerStory;
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
    settings[kLockedKey] = json(m_studio.document.lockedNotes()).dump();
}

void ComposeFlow::restoreFrom(const std::map<std::string, std::string>& settings) {
    const auto it = settings.find(kNotesKey);
    m_known = it == settings.end() ? GeneratedNotes() : notesFrom(it->second);
    const auto locked = settings.find(kLockedKey);
    m_studio.document.setLockedNotes(locked == settings.end() ? std::set<score::NoteId>()
                                                              : idsFrom(locked->second));
}

} // namespace contrafact::ui
