// SPDX-License-Identifier: GPL-3.0-or-later
// A composer that answers at the place it is given, without a network, and a melody to give it.
#pragma once

#include "models/api/generation.h"
#include "tests/support/music.h"

#include <algorithm>
#include <numbers>
#include <string>
#include <vector>

namespace contrafact::test {

inline constexpr int kBar = 4 * score::kDefaultPpq;

/// Puts one note a bar into every track of the place; its pitch tells the seed.
class PlaceComposer : public models::Composer {
public:
    PlaceComposer(std::string system, std::vector<models::GenerationRequest>& asked)
        : m_asked(asked) {
        m_info.system = std::move(system);
        m_info.complete = true;
    }
    const models::CheckpointInfo& info() const override { return m_info; }
    Result<models::Generated> generate(const models::GenerationRequest& request,
                                       std::stop_token) override {
        m_asked.push_back(request);
        models::Generated out;
        const int pitch = 40 + static_cast<int>(request.seed % 40);
        if (request.place)
            out.score = answer(*request.place, pitch);
        else
            out.score = scoreOf(instrument(0), {note(0, 480, pitch)});
        return out;
    }
    Result<models::LatentMap> latentMap() override { return Error{"none"}; }
    /// High notes are unlikely: a bit a semitone above 0.
    Result<models::PieceLikelihood> likelihood(const score::Score& piece,
                                               const std::vector<models::StyleSet>&,
                                               std::stop_token) override {
        models::PieceLikelihood found;
        for (int i = 0; i < piece.trackCount(); ++i)
            for (const auto& each : piece.track(i).notes())
                found.notes.push_back({i, each.id, std::numbers::ln2 * each.pitch.value});
        found.natsPerNote = std::numbers::ln2 * 3.5;
        return found;
    }

private:
    static score::Score answer(const models::Place& place, int pitch) {
        auto piece = place.piece;
        for (const int track : place.tracks) {
            std::vector<score::Note> notes;
            for (const auto& note : piece.track(track).notes())
                if (!place.range.contains(note.onset) || std::ranges::count(place.locked, note.id))
                    notes.push_back(note);
            for (auto at = place.range.begin; at < place.range.end; at = at + score::Tick(kBar)) {
                notes.push_back(note(static_cast<int>(at.value), 240, pitch));
                notes.back().id = piece.newNoteId();
            }
            piece.editTrack(track).setNotes(std::move(notes));
        }
        return piece;
    }

    std::vector<models::GenerationRequest>& m_asked;
    models::CheckpointInfo m_info;
};

/// A melody of a note each half bar in eight bars.
inline score::Score melody() {
    std::vector<score::Note> notes;
    for (int i = 0; i < 16; ++i) notes.push_back(note(i * kBar / 2, 480, 60 + i % 8));
    auto piece = scoreOf(instrument(0), std::move(notes));
    piece.editTrack(0).info.name = "Melody";
    return piece;
}

} // namespace contrafact::test
