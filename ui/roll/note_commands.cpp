// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/note_commands.h"

#include "ui/controls/counted.h"
#include "ui/document/document.h"
#include "ui/roll/roll_state.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QDataStream>
#include <QGuiApplication>
#include <QMimeData>

#include <algorithm>

namespace contrafact::ui {
namespace {

const QString kMimeType = QStringLiteral("application/x-contrafact-notes");
constexpr quint32 kMagic = 0x43464e32; // "CFN2"
constexpr qint32 kMostNotes = 10'000'000;

score::TickRange spanOf(const std::vector<score::Note>& notes) {
    score::TickRange span{notes.front().onset, notes.front().end()};
    for (const auto& note : notes) {
        span.begin = std::min(span.begin, note.onset);
        span.end = std::max(span.end, note.end());
    }
    return span;
}

/// Adds notes to a track and selects them.
void addAndSelect(Document& document, int track, std::vector<score::Note> notes,
                  const char* label) {
    auto edit = score::addNotes(document.scoreForIds(), track, std::move(notes), label);
    if (edit.empty()) return;
    score::Selection added;
    for (const auto& note : std::get<score::NoteChange>(edit.steps.front()).added)
        added.push_back({track, note.id});
    document.perform(std::move(edit));
    document.select(std::move(added));
}

} // namespace

QByteArray encodeNotes(const std::vector<score::Note>& notes, int ppq) {
    QByteArray bytes;
    if (notes.empty()) return bytes;
    const auto first = spanOf(notes).begin;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_0);
    out << kMagic << qint32(ppq) << qint32(notes.size());
    for (const auto& note : notes)
        out << qint64((note.onset - first).value) << qint64(note.length.value)
            << qint16(note.pitch.value) << quint8(note.velocity) << quint8(note.release);
    return bytes;
}

std::vector<score::Note> decodeNotes(const QByteArray& bytes, int ppq) {
    QDataStream in(bytes);
    in.setVersion(QDataStream::Qt_6_0);
    quint32 magic = 0;
    qint32 fromPpq = 0, count = 0;
    in >> magic >> fromPpq >> count;
    if (magic != kMagic || fromPpq <= 0 || count < 0 || count > kMostNotes) return {};
    std::vector<score::Note> notes;
    for (qint32 i = 0; i < count; ++i) {
        qint64 onset = 0, length = 0;
        qint16 pitch = 0;
        quint8 velocity = 0, release = 0;
        in >> onset >> length >> pitch >> velocity >> release;
        if (in.status() != QDataStream::Ok) return {};
        if (onset < 0 || length < 0 || pitch < 0 || pitch > 127) return {};
        notes.push_back({.onset = score::Tick(onset * ppq / fromPpq),
                         .length = score::Tick(length * ppq / fromPpq),
                         .pitch = score::Pitch(pitch),
                         .velocity = std::clamp<quint8>(velocity, 1, 127),
                         .release = std::min<quint8>(release, 127)});
    }
    return notes;
}

void selectAll(Document& document) {
    score::Selection all;
    const int track = document.currentTrack();
    if (track >= document.score().trackCount()) return;
    for (const auto& note : document.score().track(track).notes()) all.push_back({track, note.id});
    document.select(std::move(all));
}

std::vector<score::Note> selectedNotes(const Document& document) {
    const NoteMask mask(document.selection());
    std::vector<score::Note> notes;
    if (mask.empty()) return notes;
    for (int i = 0; i < document.score().trackCount(); ++i)
        for (const auto& note : document.score().track(i).notes())
            if (mask.has(note.id)) notes.push_back(note);
    std::sort(notes.begin(), notes.end());
    return notes;
}

void copyNotes(const Document& document) {
    const auto notes = selectedNotes(document);
    if (notes.empty()) return;
    auto* data = new QMimeData;
    data->setData(kMimeType, encodeNotes(notes, document.score().ppq()));
    QGuiApplication::clipboard()->setMimeData(data);
}

void cutNotes(Document& document) {
    copyNotes(document);
    document.perform(score::removeNotes(document.score(), document.selection(), "Cut notes"));
}

void pasteNotes(Document& document, score::Tick at) {
    const auto* data = QGuiApplication::clipboard()->mimeData();
    if (!data || !data->hasFormat(kMimeType)) return;
    if (document.currentTrack() >= document.score().trackCount()) return;
    auto notes = decodeNotes(data->data(kMimeType), document.score().ppq());
    for (auto& note : notes) note.onset += at;
    addAndSelect(document, document.currentTrack(), std::move(notes), "Paste notes");
}

void duplicateNotes(Document& document, const RollState& state) {
    auto notes = selectedNotes(document);
    if (notes.empty()) return;
    const auto span = spanOf(notes);
    // The copy begins as far behind as the pattern is long, so that it goes on in time.
    auto distance = span.length();
    const auto step = snapStep(document.score(), state.snap(), span.begin);
    distance = score::Tick((distance.value + step.value - 1) / step.value * step.value);
    for (auto& note : notes) note.onset += distance;
    addAndSelect(document, document.selection().front().track, std::move(notes), "Duplicate notes");
}

void deleteNotes(Document& document) {
    document.perform(score::removeNotes(document.score(), document.selection()));
}

namespace {

std::set<score::NoteId> notesToLock(const Document& document) {
    std::set<score::NoteId> ids;
    for (const auto& ref : document.selection()) ids.insert(ref.id);
    const auto bars = document.region();
    const auto& score = document.score();
    for (int i = 0; document.selection().empty() && bars && i < score.trackCount(); ++i)
        score.track(i).forEachIn(*bars, [&](const score::Note& note) {
            if (note.onset >= bars->begin) ids.insert(note.id);
        });
    return ids;
}

} // namespace

QString toggleLocks(Document& document) {
    const auto tr = [](const char* text) {
        return QCoreApplication::translate("NoteCommands", text);
    };
    const auto ids = notesToLock(document);
    if (ids.empty()) return tr("Select notes or choose bars: those are locked");
    auto locked = document.lockedNotes();
    const bool unlocks = std::ranges::includes(locked, ids);
    for (const auto id : ids)
        if (unlocks)
            locked.erase(id);
        else
            locked.insert(id);
    document.setLockedNotes(std::move(locked));
    const auto count = counted(static_cast<qlonglong>(ids.size()), tr("note"), tr("notes"));
    return unlocks ? tr("%1 unlocked").arg(count)
                   : tr("%1 locked: composing leaves them as they are").arg(count);
}

void nudgeNotes(Document& document, score::Tick by, int semitones) {
    document.perform(score::moveNotes(document.score(), document.selection(), by, semitones));
}

const score::Note* neighbourNote(const Document& document, score::Tick from, int by) {
    const int track = document.currentTrack();
    if (track >= document.score().trackCount()) return nullptr;
    const auto notes = document.score().track(track).notes();
    if (notes.empty()) return nullptr;
    const NoteMask mask(document.selection());
    const auto selected = [&](const score::Note& note) { return mask.has(note.id); };
    const int count = static_cast<int>(notes.size());
    const auto at = std::find_if(notes.begin(), notes.end(), selected);
    if (at != notes.end())
        return &notes[std::size_t(std::clamp(int(at - notes.begin()) + by, 0, count - 1))];
    const auto next = std::find_if(notes.begin(), notes.end(),
                                   [&](const score::Note& note) { return note.onset >= from; });
    const int index = int(next - notes.begin()) - (by < 0 ? 1 : 0);
    return &notes[std::size_t(std::clamp(index, 0, count - 1))];
}

void stretchNotes(Document& document, score::Tick by, score::Tick minimum) {
    document.perform(
        score::resizeNotes(document.score(), document.selection(), by, false, minimum));
}

void changeVelocities(Document& document, int by) {
    score::ScoreEdit edit{by > 0 ? "Louder" : "Softer", {}};
    const NoteMask mask(document.selection());
    if (mask.empty()) return;
    const auto& score = document.score();
    for (int i = 0; i < score.trackCount(); ++i) {
        if (score.track(i).info.locked) continue;
        score::NoteChange change{i, {}, {}};
        for (const auto& note : score.track(i).notes()) {
            const auto velocity = static_cast<std::uint8_t>(std::clamp(note.velocity + by, 1, 127));
            if (!mask.has(note.id) || velocity == note.velocity) continue;
            change.removed.push_back(note);
            change.added.push_back(note);
            change.added.back().velocity = velocity;
        }
        if (!change.removed.empty()) edit.steps.push_back(std::move(change));
    }
    document.perform(std::move(edit));
}

void insertNote(Document& document, const RollState& state, score::Tick at, score::Pitch pitch) {
    const int track = document.currentTrack();
    if (track >= document.score().trackCount() || document.score().track(track).info.locked) return;
    addAndSelect(document, track,
                 {{.onset = at,
                   .length = state.noteLength(),
                   .pitch = pitch,
                   .velocity = static_cast<std::uint8_t>(state.velocity())}},
                 "Draw note");
}

void quantiseNotes(Document& document, const RollState& state) {
    const auto grid = snapStep(document.score(), state.snap(), score::Tick(0));
    document.perform(score::quantise(document.score(), document.selection(), grid));
}

} // namespace contrafact::ui
