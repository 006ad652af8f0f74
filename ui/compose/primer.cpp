// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compose/primer.h"

#include "core/score/excerpt.h"
#include "ui/controls/counted.h"

#include <QCoreApplication>

#include <algorithm>

namespace contrafact::ui {

namespace {

using score::Score;
using score::Tick;
using score::TickRange;

constexpr int kTurnsHeard = 2;

struct PrimerWords {
    Q_DECLARE_TR_FUNCTIONS(Primer)
};

/// The bars that its notes lie in; empty without notes.
TickRange barsOf(const Score& part) {
    std::optional<Tick> first;
    for (int i = 0; i < part.trackCount(); ++i)
        for (const auto& note : part.track(i).notes())
            first = std::min(first.value_or(note.onset), note.onset);
    if (!first) return {};
    const int begin = part.meter.barAt(*first);
    const int last = part.meter.barAt(part.end() - Tick(1));
    return score::barRange(part, begin, last - begin + 1);
}

Primer ofSelection(const Score& piece, const score::Selection& selection) {
    const auto part = selectedNotes(piece, selection);
    const auto bars = barsOf(part);
    if (bars.empty()) return {};
    const auto where = barsText(piece, bars);
    return {score::excerpt(part, bars),
            PrimerWords::tr("Goes on from the selection: %1, %2.")
                .arg(counted(static_cast<qlonglong>(selection.size()), PrimerWords::tr("note"),
                             PrimerWords::tr("notes")),
                     QString::fromStdString(where)),
            "selected notes, " + where};
}

Primer ofBarsBefore(const Score& piece, Tick begin, int barsPerTurn) {
    const std::int64_t ticks = std::int64_t{4} * barsPerTurn * kTurnsHeard * piece.ppq();
    const TickRange before{Tick(std::max<std::int64_t>(0, begin.value - ticks)), begin};
    auto part = score::excerpt(piece, before);
    if (part.noteCount() == 0) return {};
    const auto where = barsText(piece, before);
    return {std::move(part),
            PrimerWords::tr("Goes on from %1, before them.").arg(QString::fromStdString(where)),
            where};
}

Primer ofFile(const PrimerChoice& choice) {
    if (!choice.file || choice.file->noteCount() == 0) return {};
    return {*choice.file, PrimerWords::tr("Goes on from the end of %1.").arg(choice.fileName),
            choice.fileName.toStdString()};
}

} // namespace

Primer primerFor(const Score& piece, const score::Selection& selection, TickRange region,
                 int barsPerTurn, const PrimerChoice& choice) {
    const auto itself = PrimerWords::tr("It begins with a passage drawn from its training songs.");
    Primer primer;
    switch (choice.source) {
    case PrimerSource::Nothing:
        break;
    case PrimerSource::File:
        primer = ofFile(choice);
        if (!primer.music)
            primer.words = PrimerWords::tr("The file holds no notes.") + " " + itself;
        break;
    case PrimerSource::Piece:
        // One note, such as the one that was drawn last and is still selected, is no passage.
        if (selection.size() > 1) primer = ofSelection(piece, selection);
        if (!primer.music) primer = ofBarsBefore(piece, region.begin, barsPerTurn);
        if (!primer.music)
            primer.words = PrimerWords::tr("No note is selected or sounds before %1.")
                               .arg(QString::fromStdString(barsText(piece, region))) +
                           " " + itself;
        break;
    }
    if (primer.words.isEmpty()) primer.words = itself;
    return primer;
}

} // namespace contrafact::ui
