// SPDX-License-Identifier: GPL-3.0-or-later
// The score being edited, its undo stack and the selection. Every change goes through `perform`, so
// every change can be undone. GUI thread.
#pragma once

#include "core/score/edit.h"
#include "core/score/transforms.h"
#include "ui/document/note_heat.h"

#include <QObject>
#include <QString>
#include <QUndoStack>

#include <memory>
#include <optional>
#include <set>

namespace contrafact::ui {

/// Another piece that is looked at in the place of the document's: a sample of a training, say.
struct Guest {
    score::Score score;
    QString caption;     ///< what it is, in a few words
    bool beside = false; ///< a version of the piece: seen from the same place, heard instead of it
};

class Document : public QObject {
    Q_OBJECT
public:
    explicit Document(QObject* parent = nullptr);
    ~Document() override;

    const score::Score& score() const { return m_score; }
    /// For edits that need new note ids; only the id counter may change.
    score::Score& scoreForIds() { return m_score; }
    QUndoStack& undoStack() { return m_stack; }

    /// Applies and pushes an edit. Edits of one gesture (same non-zero id, one after another) are
    /// one step of undo.
    void perform(score::ScoreEdit edit, int gesture = 0);
    /// A number for the next gesture.
    int newGesture() { return ++m_gesture; }
    /// Another score altogether (open, new): clears undo and selection.
    void reset(score::Score score);

    const score::Selection& selection() const { return m_selection; }
    void select(score::Selection selection);
    /// Notes that composing keeps as they are, whoever made them. Editing by hand is free.
    const std::set<score::NoteId>& lockedNotes() const { return m_lockedNotes; }
    void setLockedNotes(std::set<score::NoteId> ids);
    /// Bars that the next composing replaces (and the ruler marks), as ticks.
    std::optional<score::TickRange> region() const { return m_region; }
    void setRegion(std::optional<score::TickRange> region);
    /// The track that drawing goes to and the headers show as current.
    int currentTrack() const { return m_currentTrack; }
    void setCurrentTrack(int track);

    /// Notes shown over the score while a slider is dragged (what composing would give); not part
    /// of the score, not undoable, replaces what begins in `range` on unlocked tracks while shown.
    /// Notes that the score has too carry the same ids.
    void setPreview(std::optional<score::Score> preview, score::TickRange range = {});
    const std::optional<score::Score>& preview() const { return m_preview; }
    score::TickRange previewRange() const { return m_previewRange; }

    /// A guest is only looked at: it is not edited, undone or saved, and any change of the document
    /// ends its stay.
    void setGuest(std::optional<Guest> guest);
    const std::optional<Guest>& guest() const { return m_guest; }
    /// What the roll shows: the guest's score, else the document's.
    const score::Score& shown() const { return m_guest ? m_guest->score : m_score; }

    /// How likely a model finds the notes, painted in the place of the tracks' colours; null: not
    /// shown.
    void setHeat(std::shared_ptr<const NoteHeat> heat);
    const std::shared_ptr<const NoteHeat>& heat() const { return m_heat; }

    /// Where composed notes came from, for tinting: ticks that were generated.
    const std::vector<score::TickRange>& generated() const { return m_generated; }
    void setGenerated(std::vector<score::TickRange> ranges);

Q_SIGNALS:
    void changed(const contrafact::score::ChangeSet& changes);
    void replaced(); ///< reset
    void selectionChanged();
    void locksChanged();
    void regionChanged();
    void currentTrackChanged(int track);
    void previewChanged();
    void heatChanged();
    void guestChanged();

private:
    friend class ScoreCommand;

    score::Score m_score;
    QUndoStack m_stack;
    score::Selection m_selection;
    std::set<score::NoteId> m_lockedNotes;
    std::optional<score::TickRange> m_region;
    std::optional<score::Score> m_preview;
    score::TickRange m_previewRange;
    std::optional<Guest> m_guest;
    std::shared_ptr<const NoteHeat> m_heat;
    std::vector<score::TickRange> m_generated;
    int m_currentTrack = 0;
    int m_gesture = 0;
};

} // namespace contrafact::ui
