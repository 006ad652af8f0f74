// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/note_judge.h"

#include <algorithm>
#include <utility>

namespace contrafact::ui {

namespace {

constexpr int kSoonMs = 400;

} // namespace

NoteJudge::NoteJudge(Document& document, ComposeService& service, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_service(service) {
    m_soon.setSingleShot(true);
    m_soon.setInterval(kSoonMs);
    connect(&m_soon, &QTimer::timeout, this, &NoteJudge::ask);
    const auto soon = [this] {
        if (m_shown) m_soon.start();
    };
    connect(&document, &Document::changed, this, soon);
    connect(&document, &Document::replaced, this, soon);
    connect(&service, &ComposeService::ready, this, soon); // another model judges otherwise
    connect(&service, &ComposeService::judged, this,
            [this](const std::shared_ptr<const models::PieceLikelihood>& likelihood) {
                if (m_shown) show(*likelihood);
            });
    connect(&service, &ComposeService::notJudged, this, [this](const QString& message) {
        if (!m_shown) return;
        setShown(false);
        Q_EMIT problem(message);
    });
}

void NoteJudge::setShown(bool on) {
    if (on == m_shown) return;
    m_shown = on;
    m_stepAfter = 0;
    if (on)
        ask();
    else
        m_document.setHeat(nullptr);
    Q_EMIT shownChanged(on);
}

void NoteJudge::ask() {
    if (m_document.score().noteCount() > 0) return m_service.judge(m_document.score());
    m_document.setHeat(nullptr);
}

void NoteJudge::show(const models::PieceLikelihood& likelihood) {
    std::vector<JudgedNote> notes;
    notes.reserve(likelihood.notes.size());
    for (const auto& note : likelihood.notes)
        notes.push_back({{note.track, note.note}, models::bitsOf(note.nats)});
    m_document.setHeat(
        std::make_shared<const NoteHeat>(std::move(notes), models::bitsOf(likelihood.natsPerNote)));
    if (const int by = std::exchange(m_stepAfter, 0)) step(by);
}

qsizetype NoteJudge::rankOfSelected() const {
    if (m_document.selection().size() != 1) return -1;
    const auto& notes = m_document.heat()->notes();
    const auto found = std::ranges::find(notes, m_document.selection().front(), &JudgedNote::note);
    return found == notes.end() ? -1 : found - notes.begin();
}

void NoteJudge::step(int by) {
    if (!m_document.heat()) {
        setShown(true);
        m_stepAfter = by;
        return;
    }
    const auto& notes = m_document.heat()->notes();
    const auto count = static_cast<qsizetype>(notes.size());
    if (count == 0) return;
    const auto selected = rankOfSelected();
    const auto rank = selected < 0 ? 0 : (selected + by + count) % count;
    const auto& note = notes[static_cast<std::size_t>(rank)].note;
    // The piece may have been changed since it was judged.
    const auto& score = m_document.score();
    if (note.track >= score.trackCount() || !score.track(note.track).find(note.id)) return;
    m_document.setCurrentTrack(note.track);
    m_document.select({note});
    Q_EMIT stepped(note, static_cast<int>(rank) + 1, static_cast<int>(count));
}

} // namespace contrafact::ui
