// SPDX-License-Identifier: GPL-3.0-or-later
// Composing as the window and the command line see it.
#pragma once

#include "core/base/result.h"
#include "core/exchange/roll_image.h"
#include "core/score/score.h"
#include "models/api/checkpoint.h"
#include "models/api/descriptor.h"
#include "models/api/learned_style.h"

#include <array>
#include <functional>
#include <memory>
#include <numbers>
#include <stop_token>
#include <string>
#include <vector>

namespace contrafact::models {

/// Songs that lend their style. Systems that take pieces of them choose between sets by weight,
/// then an element uniformly; systems that learn styles add what they learned, times the weight.
struct StyleSet {
    std::string name;
    double weight = 1;
    std::shared_ptr<const std::vector<score::Score>> songs; ///< null: only `learned` is at hand
    std::shared_ptr<const LearnedStyle> learned;            ///< null: not yet
};

/// Learning a style.
struct StyleLesson {
    int steps = 400;
    std::uint64_t seed = 1;
    struct Progress {
        int step = 0;       ///< of StyleLesson::steps
        double loss = 0;    ///< nats a note of the songs, since the last report
        double heldOut = 0; ///< nats a note of bars that are not learned from; NaN without any
    };
    std::function<void(const Progress&)> onProgress; ///< may be empty; on the composer's thread
};

/// What of the notes at a place stays as it was.
enum class KeptPart { Nothing, Pitches, Rhythm };

/// Where in a piece the music goes. Nothing else of the piece changes, whatever the system: one
/// that sees its surroundings composes to them, the others' notes are put in afterwards.
struct Place {
    score::Score piece;
    score::TickRange range;  ///< notes that begin in it are replaced
    std::vector<int> tracks; ///< indices into `piece`; empty: all that are not locked
    score::Pitch low = score::kMinPitch;
    score::Pitch high = score::kMaxPitch; ///< notes outside [low, high] are left alone
    std::vector<score::NoteId> locked;    ///< notes that stay as they are
    KeptPart kept = KeptPart::Nothing;    ///< not Nothing: the notes there are varied
};

struct GenerationRequest {
    Params controls;        ///< of SystemDescriptor::generation
    std::uint64_t seed = 1; ///< the same request gives the same notes on the same device
    int bars = 8;           ///< of 4/4; with a place, what its range covers
    /// What comes before: its last bars are continued. With a place, what the piece has there.
    std::optional<score::Score> continueFrom;
    std::optional<score::Score> target; ///< blend: the other end
    std::optional<Place> place;         ///< nothing: a piece of its own, from tick 0
    std::string chords;                 ///< "Am F C G", a bar each; empty: free
    std::vector<StyleSet> styles;
    std::vector<float> latentOffset; ///< added to the first latent, one per slider; may be empty
    /// Told the music so far, again and again, by systems that stream; on the composer's thread.
    std::function<void(const score::Score&)> onMusic;
};

/// Music as a network wrote it. Every system gives a score; text and image are what it was read
/// from, where the network writes ABC or pictures.
struct Sample {
    score::Score score;
    std::string abc;                         ///< empty where it writes none
    std::vector<exchange::RollImage> images; ///< pages; empty where it paints none
};

struct Generated {
    /// From tick 0, one track per instrument family that sounds; with a place, the whole piece.
    score::Score score;
    std::string abc;                         ///< see Sample
    std::vector<exchange::RollImage> images; ///< see Sample
    /// Sentences about what of the request the network did not do itself.
    std::vector<std::string> remarks;
    std::vector<float> latent;       ///< of the first turn, what the sliders show
    std::array<float, 2> mapPoint{}; ///< where that is on the latent map
    std::string provenance; ///< one line of JSON: system, checkpoint hash, seed, controls, styles
    bool cut = false;       ///< stopped on the way: this is what had come
};

/// The training songs' segments in the plane of the latent's first two principal directions.
struct LatentMap {
    struct Point {
        float x = 0;
        float y = 0;
        int song = 0;
    };
    std::vector<Point> points;
    std::vector<std::string> songs;
};

/// How likely a model finds a note, knowing what stands before it: -log p in nats.
struct NoteLikelihood {
    int track = 0;
    score::NoteId note = 0;
    double nats = 0;
};
/// What nats are in bits.
constexpr double bitsOf(double nats) {
    return nats / std::numbers::ln2;
}

struct PieceLikelihood {
    std::vector<NoteLikelihood> notes;
    double natsPerNote = 0; ///< of all, what bars and chords cost with them
};

/// A loaded checkpoint, ready to compose. Used by one thread at a time, never the GUI's.
class Composer {
public:
    virtual ~Composer() = default;
    virtual const CheckpointInfo& info() const = 0;
    /// Checks the request against the schema; what the system cannot do is refused by name.
    /// Stopping gives the error "cancelled", or what has come so far where the system streams and
    /// has made a note.
    virtual Result<Generated> generate(const GenerationRequest& request, std::stop_token stop) = 0;
    /// Where the training songs lie; systems without such a map refuse.
    virtual Result<LatentMap> latentMap() { return Error{"this system has no latent map"}; }
    /// Systems that give every note a probability say it; others refuse.
    /// As the styles would have it, for systems that learn them; others are given none.
    virtual Result<PieceLikelihood> likelihood(const score::Score&, const std::vector<StyleSet>&,
                                               std::stop_token) {
        return Error{"this system does not say how likely notes are"};
    }
    /// Learns what is particular to some songs, in minutes; the model itself stays as it is.
    /// Stopping gives the error "cancelled".
    virtual Result<LearnedStyle> learnStyle(const std::vector<score::Score>&, const StyleLesson&,
                                            std::stop_token) {
        return Error{"this system does not learn styles"};
    }
};

/// So many takes of one request, with seeds counting up; `each` is given them as they come. A take
/// that was cut short is the last. Gives the number of takes.
Result<int> generateTakes(Composer& composer, GenerationRequest request, int takes,
                          std::stop_token stop,
                          const std::function<Result<void>(const Generated&, int)>& each);

} // namespace contrafact::models
