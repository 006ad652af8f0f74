// SPDX-License-Identifier: GPL-3.0-or-later
// What happens when a person composes: makes the requests, shows what comes while a control is
// dragged as a preview, and commits it as one step of undo and a take. GUI thread.
#pragma once

#include "models/api/generation.h"
#include "ui/compose/compose_place.h"
#include "ui/compose/composed_bars.h"
#include "ui/compose/demands.h"
#include "ui/compose/primer.h"
#include "ui/compose/verbs.h"
#include "ui/studio.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace contrafact::ui {

/// Everything the panel says about what to compose.
struct ComposeSettings {
    models::Params controls;
    std::uint64_t seed = 1;
    int bars = 8;  ///< when no region is chosen
    int takes = 1; ///< with seeds counting up from `seed`
    Constraints constraints;
    WrittenFor written;
    std::string chords; ///< "Am F C G", a bar each; empty: free
    std::vector<float> latentOffset;
    PrimerChoice primer;
};

class ComposeFlow : public QObject {
    Q_OBJECT
public:
    explicit ComposeFlow(const Studio& studio, QObject* parent = nullptr);

    /// Where composing goes: the chosen region, else the next free bars.
    score::TickRange region(int bars) const;

    /// What the network would go on from; empty for a system that cannot.
    Primer primer(const ComposeSettings& settings, score::TickRange region) const;

    /// What infilling and varying would change now, in words.
    QString place(const ComposeSettings& settings) const;

    /// Shows what these settings give, without changing the piece.
    void preview(const ComposeSettings& settings);
    /// Ends a gesture of previews: what they led to becomes part of the piece.
    void commit(const ComposeSettings& settings);
    /// Precondition: the system can.
    void run(Verb verb, const ComposeSettings& settings);
    /// Leads from the piece to `target`.
    void blend(const ComposeSettings& settings, const score::Score& target);
    /// Keeps what a streaming system has made so far; else leaves all as it was.
    void cancel();

    /// A preview is shown or on its way.
    bool previewing() const { return m_intent == Intent::Preview || m_previewed; }
    /// True while requests are made for the piece itself, not for a preview.
    bool committing() const { return m_intent == Intent::Commit; }

    void saveTo(std::map<std::string, std::string>& settings) const;
    void restoreFrom(const std::map<std::string, std::string>& settings);

Q_SIGNALS:
    /// What must be chosen first, or why the notes could not come into the piece.
    void refused(const QString& message);
    /// New notes are shown or committed; `result` has the latent values for the sliders.
    void arrived(const contrafact::models::Generated& result);
    void committed(const QString& takeName);
    /// What became of what was asked for, of the notes that are in the piece now.
    void reported(const std::vector<contrafact::ui::Demand>& demands);
    /// They are part of the piece now.
    /// @param firstMusic the piece had no notes before
    void placed(contrafact::score::TickRange range, bool firstMusic);

private:
    enum class Intent { None, Preview, Commit };

    /// What was asked of the network, and the piece as it was then.
    struct Question {
        Verb verb = Verb::Compose;
        score::TickRange bars;
        std::optional<models::Place> place; ///< none: music of its own, fitted in afterwards
        score::Score piece;
        std::string primerStory;
    };

    Pointed pointed() const;
    Constraints constraintsOf(const ComposeSettings& settings) const;
    /// Whether the network is given the piece itself and not only what it goes on from.
    bool hearsThePiece(Verb verb, const ComposeSettings& settings) const;
    Question questionFor(Verb verb, const ComposeSettings& settings, score::TickRange bars) const;
    models::GenerationRequest requestFor(const ComposeSettings& settings,
                                         const Question& question) const;
    void send(Question question, const ComposeSettings& settings, Intent intent,
              const std::optional<score::Score>& target = std::nullopt);
    void take(const models::Generated& result, int index);
    void drop();
    void showPreview(const score::Score& music);
    score::TickRange reached(const models::Generated& result) const;
    Composition fitted(score::Score& piece, const score::Score& music,
                       score::TickRange reached) const;
    void commitResult(const models::Generated& result, int index);
    void keepBeside(const models::Generated& result, const QString& name);
    void putIntoPiece(const models::Generated& result, const QString& name);
    void remember(const std::vector<score::Note>& made);
    void selectMade(const std::vector<score::Note>& made);
    std::string provenance(const models::Generated& result) const;
    void forget();

    Studio m_studio;
    ComposedBars m_composedBars;
    GeneratedNotes m_known; ///< notes of the document that a network made
    Intent m_intent = Intent::None;
    quint64 m_request = 0;
    Question m_question;     ///< of the request
    score::TickRange m_bars; ///< of the request, as far as its music has come
    ComposeSettings m_settings;
    std::shared_ptr<const models::Generated> m_previewed; ///< what the preview shows
};

/// A seed a person can read and type: below a billion.
std::uint64_t randomSeed();

} // namespace contrafact::ui
