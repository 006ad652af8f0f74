// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/losses.h"

#include "core/exchange/abc_slices.h"
#include "core/exchange/abc_writer.h"
#include "core/exchange/roll_image.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace contrafact::exchange {

namespace {

std::string countText(std::size_t count, const char* one, const char* many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

struct AbcLosses {
    std::size_t moved = 0;    ///< to the grid
    std::size_t cut = 0;      ///< where their pitch begins again
    std::size_t late = 0;     ///< changes that wait for a bar line
    bool velocities = false;  ///< that differ
    bool controllers = false; ///< and all else that MIDI has
};

void addTrack(const score::Track& track, const abc::StepGrid& grid, AbcLosses& losses) {
    std::array<score::Tick, 128> ends{};
    for (const auto& note : track.notes()) {
        losses.moved +=
            !grid.holds(note.onset) || !grid.holds(note.end()) || note.length <= score::Tick{};
        auto& end = ends[static_cast<std::size_t>(note.pitch.value & 127)];
        losses.cut += end > note.onset;
        end = std::max(end, note.end());
        losses.velocities |= note.velocity != track.notes().front().velocity;
    }
    losses.controllers |= std::ranges::any_of(
        track.events, [](const score::Event& event) { return !event.isMeta(); });
}

template<typename Event>
std::size_t withinBars(const std::vector<Event>& events, const score::MeterMap& meter) {
    return static_cast<std::size_t>(std::ranges::count_if(events, [&](const Event& event) {
        return meter.barStart(meter.barAt(event.tick)) != event.tick;
    }));
}

std::vector<std::string> lossesInAbc(const std::vector<score::Score>& scores) {
    AbcLosses losses;
    for (const auto& score : scores) {
        const abc::StepGrid grid(score.ppq(), AbcWriteOptions().stepsPerQuarter);
        for (int i = 0; i < score.trackCount(); ++i) addTrack(score.track(i), grid, losses);
        losses.late +=
            withinBars(score.tempo.events(), score.meter) + withinBars(score.keys, score.meter);
    }
    std::vector<std::string> told;
    if (losses.moved > 0)
        told.push_back("ABC has sixteenths and triplets: " +
                       countText(losses.moved, "note was", "notes were") + " moved to them");
    if (losses.cut > 0)
        told.push_back("a voice of ABC has a pitch once at a time: " +
                       countText(losses.cut, "note was", "notes were") +
                       " cut or joined where another begins");
    if (losses.late > 0)
        told.push_back("tempo and key change at bar lines in ABC: " +
                       countText(losses.late, "change waits", "changes wait") +
                       " for the next one");
    if (losses.velocities || losses.controllers)
        told.push_back(std::string("ABC has no ") +
                       (!losses.controllers  ? "velocities"
                        : !losses.velocities ? "controllers"
                                             : "velocities and controllers") +
                       ": they are left out");
    return told;
}

struct PictureLosses {
    std::size_t outside = 0, rounded = 0, drums = 0;
};

void addScore(const score::Score& score, PictureLosses& losses) {
    const auto onGrid = [&](score::Tick tick) {
        return tick.value * kColumnsPerQuarter % score.ppq() == 0;
    };
    std::size_t pitched = 0, drums = 0;
    for (int i = 0; i < score.trackCount(); ++i)
        (score.track(i).info.isDrums() ? drums : pitched) += score.track(i).notes().size();
    for (int i = 0; i < score.trackCount(); ++i) {
        if (score.track(i).info.isDrums() && pitched > 0) continue;
        for (const auto& note : score.track(i).notes()) {
            const int row = note.pitch.value - kImageLowestPitch;
            losses.outside += row < 0 || row >= kImageRows;
            losses.rounded +=
                !onGrid(note.onset) || !onGrid(note.length) || note.length <= score::Tick{};
        }
    }
    if (pitched > 0) losses.drums += drums;
}

std::vector<std::string> lossesInPictures(const std::vector<score::Score>& scores) {
    PictureLosses losses;
    for (const auto& score : scores) addScore(score, losses);
    std::vector<std::string> told;
    if (losses.outside > 0)
        told.push_back("a picture has the pitches 21 to 126: " +
                       countText(losses.outside, "note was", "notes were") + " moved to its edge");
    if (losses.rounded > 0)
        told.push_back(
            "a picture has sixteenths: " + countText(losses.rounded, "note was", "notes were") +
            " rounded, to one at least");
    if (losses.drums > 0)
        told.push_back("a picture has no drums: " +
                       countText(losses.drums, "note was", "notes were") + " left out");
    return told;
}

} // namespace

std::vector<std::string> lossesIn(const std::vector<score::Score>& scores,
                                  const std::filesystem::path& path) {
    auto extension = path.extension().string();
    for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (extension == ".abc") return lossesInAbc(scores);
    if (extension == ".png") return lossesInPictures(scores);
    return {};
}

} // namespace contrafact::exchange
