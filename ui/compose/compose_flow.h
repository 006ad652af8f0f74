// SPDX-License-Identifier: GPL-3.0-or-later
// What happens when a person composes: makes the requests, shows what comes while a control is
// dragged as a preview, and commits it as one step of undo and a take. GUI thread.
#pragma once

#include "models/api/generation.h"
#include "ui/compose/compose_plan.h"
#include "ui/compose/primer.h"
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

    /// Shows what these settings give, without changing the piece.
    void preview(const ComposeSettings& settings);
    /// Ends a gesture of previews: what they led to becomes part of the piece.
    void commit(const ComposeSettings& settings);
    void compose(const ComposeSettings& settings);
    /// Composes the bars after the end of the piece.
    void goOn(const ComposeSettings& settings);
    /// Fills the region so that it joins what is before and after it.
    void infill(const ComposeSettings& settings);
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
    /// New notes are shown or committed; `result` has the latent values for the sliders.
    void arrived(const contrafact::models::Generated& result);
    void committed(const QString& takeName);
    /// They are part of the piece now.
    /// @param firstMusic the piece had no notes before
    void placed(contrafact::score::TickRange range, bool firstMusic);

private:
    enum class Intent { None, Preview, Commit };

    models::GenerationRequest requestFor(const ComposeSettings& settings,
                                         score::TickRange region) const;
    void send(std::vector<models::GenerationRequest> requests, const ComposeSettings& settings,
              score::TickRange region, Intent intent);
    void sendTakes(const ComposeSettings& settings, score::TickRange region,
                   const std::optional<score::Score>& target);
    void take(const models::Generated& result, int index);
    void drop();
    void showPreview(const score::Score& music);
    score::TickRange regionOf(const models::Generated& result) const;
    void commitResult(const models::Generated& result, int index);
    std::string provenance(const models::Generated& result) const;
    void forget();

    Studio m_studio;
    GeneratedNotes m_known; ///< notes of the document that a network made
    Intent m_intent = Intent::None;
    quint64 m_request = 0;
    score::TickRange m_region; ///< of the request
    std::string m_primerStory; ///< of the request
    ComposeSettings m_settings;
    std::shared_ptr<const models::Generated> m_previewed; ///< what the preview shows
};

/// A seed a person can read and type: below a billion.
std::uint64_t randomSeed();

} // namespace contrafact::ui
