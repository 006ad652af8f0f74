// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/lpd.h"

#include "core/exchange/npy.h"
#include "core/exchange/zip_archive.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

namespace contrafact::exchange {

namespace {

using Files = std::map<std::string, std::vector<std::byte>>;
using Json = nlohmann::json;

constexpr std::size_t kPitchCount = 128;
constexpr int kMostTracks = 64;
constexpr int kDefaultResolution = 24; // steps a quarter, in all of LPD
constexpr std::int64_t kMostSteps = 10'000'000;
constexpr int kPlainVelocity = 64; ///< of rolls of yes and no, as pypianoroll plays them

/// A sounding cell of one pitch's column.
struct Cell {
    std::int64_t step = 0;
    double velocity = 0;
};
using Columns = std::vector<std::vector<Cell>>; ///< by pitch, steps ascending

Result<NpyArray> array(const Files& files, const std::string& key, const std::string& name) {
    const auto file = files.find(key + ".npy");
    if (file == files.end()) return Error{name + " has no array " + key};
    return readNpy(file->second, name + ": " + key);
}

std::string keyOf(int track) {
    return "pianoroll_" + std::to_string(track);
}

bool hasTrack(const Files& files, int track) {
    return files.contains(keyOf(track) + "_csc_data.npy") || files.contains(keyOf(track) + ".npy");
}

int trackCount(const Files& files) {
    int count = 0;
    for (int i = 0; i < kMostTracks; ++i) count += hasTrack(files, i);
    return count;
}

Error badTrack(const std::string& name, const std::string& key) {
    return {name + ": " + key + " is not a piano roll of time steps by 128 pitches"};
}

void sortCells(Columns& columns) {
    for (auto& cells : columns) std::ranges::sort(cells, {}, &Cell::step);
}

/// scipy's compressed sparse columns: data, indices (rows) and where each column begins.
Result<Columns> sparseColumns(const Files& files, const std::string& key, const std::string& name) {
    const auto data = array(files, key + "_csc_data", name);
    if (!data) return data.error();
    const auto rows = array(files, key + "_csc_indices", name);
    if (!rows) return rows.error();
    const auto begins = array(files, key + "_csc_indptr", name);
    if (!begins) return begins.error();
    if (begins->values.size() != kPitchCount + 1 || rows->values.size() != data->values.size())
        return badTrack(name, key);

    Columns columns(kPitchCount);
    for (std::size_t pitch = 0; pitch < kPitchCount; ++pitch) {
        const double from = begins->values[pitch], to = begins->values[pitch + 1];
        if (!(from >= 0 && from <= to && to <= static_cast<double>(data->values.size())))
            return badTrack(name, key);
        for (auto i = static_cast<std::size_t>(from); i < static_cast<std::size_t>(to); ++i) {
            const double row = rows->values[i];
            if (!(row >= 0 && row < static_cast<double>(kMostSteps))) return badTrack(name, key);
            if (data->values[i] > 0)
                columns[pitch].push_back({static_cast<std::int64_t>(row), data->values[i]});
        }
    }
    sortCells(columns);
    return columns;
}

Result<Columns> denseColumns(const Files& files, const std::string& key, const std::string& name) {
    const auto roll = array(files, key, name);
    if (!roll) return roll.error();
    if (roll->shape.size() != 2 || roll->shape[1] != kPitchCount) return badTrack(name, key);
    const auto steps = roll->shape[0];
    Columns columns(kPitchCount);
    for (std::size_t pitch = 0; pitch < kPitchCount; ++pitch)
        for (std::size_t step = 0; step < steps; ++step) {
            const auto at = roll->columnMajor ? pitch * steps + step : step * kPitchCount + pitch;
            if (roll->values[at] > 0)
                columns[pitch].push_back({static_cast<std::int64_t>(step), roll->values[at]});
        }
    return columns;
}

/// The mean velocity of a run; boolean rolls say 1 for "sounds".
std::uint8_t velocityOf(double sum, std::int64_t count) {
    const double mean = sum / static_cast<double>(count);
    return static_cast<std::uint8_t>(mean <= 1 ? kPlainVelocity
                                               : std::clamp(std::lround(mean), 1L, 127L));
}

std::vector<score::Note> notesOf(const Columns& columns, std::int64_t ticksPerStep,
                                 score::Score& score) {
    std::vector<score::Note> notes;
    for (std::size_t pitch = 0; pitch < columns.size(); ++pitch) {
        const auto& cells = columns[pitch];
        for (std::size_t i = 0; i < cells.size();) {
            const auto first = i;
            double sum = 0;
            do sum += std::min(cells[i].velocity, 127.0);
            while (++i < cells.size() && cells[i].step <= cells[i - 1].step + 1);
            const auto length = cells[i - 1].step - cells[first].step + 1;
            score::Note note;
            note.id = score.newNoteId();
            note.onset = score::Tick(cells[first].step * ticksPerStep);
            note.length = score::Tick(length * ticksPerStep);
            note.pitch = score::Pitch(static_cast<std::int32_t>(pitch));
            note.velocity = velocityOf(sum, static_cast<std::int64_t>(i - first));
            notes.push_back(note);
        }
    }
    return notes;
}

Json infoOf(const Files& files) {
    const auto file = files.find("info.json");
    if (file == files.end()) return Json::object();
    const auto* text = reinterpret_cast<const char*>(file->second.data());
    auto json = Json::parse(text, text + file->second.size(), nullptr, false);
    return json.is_object() ? json : Json::object();
}

int integer(const Json& json, const char* key, int fallback, int low, int high) {
    const auto at = json.find(key);
    if (at == json.end() || !at->is_number_integer()) return fallback;
    return static_cast<int>(std::clamp<std::int64_t>(at->get<std::int64_t>(), low, high));
}

std::string text(const Json& json, const char* key) {
    const auto at = json.find(key);
    return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
}

/// The instruments of LPD-5, for archives without their info file.
constexpr std::array<std::pair<const char*, int>, 5> kLpd5{
    {{"Drums", 0}, {"Piano", 0}, {"Guitar", 24}, {"Bass", 32}, {"Strings", 48}}};

Json lpd5Info() {
    Json info = Json::object();
    for (std::size_t i = 0; i < kLpd5.size(); ++i)
        info[std::to_string(i)] = {
            {"name", kLpd5[i].first}, {"program", kLpd5[i].second}, {"is_drum", i == 0}};
    return info;
}

score::TrackInfo trackInfo(const Json& info, int index) {
    const auto at = info.find(std::to_string(index));
    const Json track = at != info.end() && at->is_object() ? *at : Json::object();
    const auto drum = track.find("is_drum");
    score::TrackInfo out;
    out.name = text(track, "name");
    out.program = integer(track, "program", 0, 0, 127);
    const bool isDrum = drum != track.end() && drum->is_boolean() && drum->get<bool>();
    out.channel = isDrum ? 9 : index % 15 + (index % 15 >= 9 ? 1 : 0);
    return out;
}

/// A meter for bars of `steps`; nothing when they are no whole number of eighths.
std::optional<score::MeterEvent> meterOf(std::int64_t steps, int resolution, score::Tick at) {
    const auto quarters = steps / resolution;
    if (steps % resolution == 0 && quarters >= 1 && quarters <= 16)
        return score::MeterEvent{at, static_cast<int>(quarters), 4};
    const auto eighths = 2 * steps / resolution;
    if (2 * steps % resolution == 0 && eighths >= 1 && eighths <= 32)
        return score::MeterEvent{at, static_cast<int>(eighths), 8};
    return {};
}

/// From the steps on which bars begin; 4/4 where there are none.
std::vector<score::MeterEvent> metersOf(const Files& files, const std::string& name, int resolution,
                                        std::int64_t ticksPerStep) {
    const auto flags = array(files, "downbeat", name);
    if (!flags) return {};
    std::vector<std::int64_t> bars;
    for (std::size_t i = 0; i < flags->values.size(); ++i)
        if (flags->values[i] != 0) bars.push_back(static_cast<std::int64_t>(i));
    std::vector<score::MeterEvent> meters;
    for (std::size_t i = 0; i + 1 < bars.size(); ++i) {
        const auto meter =
            meterOf(bars[i + 1] - bars[i], resolution, score::Tick(bars[i] * ticksPerStep));
        if (!meter) continue;
        const bool goesOn = !meters.empty() && meters.back().numerator == meter->numerator &&
                            meters.back().denominator == meter->denominator;
        if (!goesOn) meters.push_back(*meter);
    }
    return meters;
}

/// The first tempo; the arrays of LPD hold one value a step, nearly always the same.
std::vector<score::TempoEvent> tempoOf(const Files& files, const std::string& name) {
    const auto tempo = array(files, "tempo", name);
    if (!tempo || tempo->values.empty()) return {};
    const double bpm = tempo->values.front();
    if (!(bpm >= 4 && bpm <= 6000)) return {};
    return {{score::Tick(), static_cast<std::uint32_t>(std::lround(60e6 / bpm))}};
}

} // namespace

Result<score::Score> readLpd(std::span<const std::byte> bytes, const std::string& name,
                             std::vector<std::string>* warnings) {
    const auto files = readZip(bytes, name);
    if (!files) return files.error();
    auto info = infoOf(*files);
    if (info.empty()) {
        const auto tracks = trackCount(*files);
        if (tracks != static_cast<int>(kLpd5.size()) && tracks != 0)
            return Error{name + " has no info.json, which says what its " + std::to_string(tracks) +
                         " tracks are and which of them is the drums"};
        info = lpd5Info();
        if (warnings)
            warnings->push_back("no info.json: the five tracks are taken for drums, piano, guitar, "
                                "bass and strings, at 24 steps a quarter");
    }
    int resolution = integer(info, "resolution", 0, 0, 960);
    if (resolution == 0) resolution = integer(info, "beat_resolution", kDefaultResolution, 1, 960);
    const int perStep = std::max(1, score::kDefaultPpq / resolution);

    score::Score score(resolution * perStep);
    score.title = text(info, "name");
    for (int i = 0; i < kMostTracks; ++i) {
        if (!hasTrack(*files, i)) continue;
        const auto key = keyOf(i);
        const bool sparse = files->contains(key + "_csc_data.npy");
        const auto columns =
            sparse ? sparseColumns(*files, key, name) : denseColumns(*files, key, name);
        if (!columns) return columns.error();
        score.addTrack(score::Track(trackInfo(info, i), notesOf(*columns, perStep, score)));
    }
    score.tempo = score::TempoMap(score.ppq(), tempoOf(*files, name));
    score.meter = score::MeterMap(score.ppq(), metersOf(*files, name, resolution, perStep));
    if (trackCount(*files) == 0)
        return Error{name + " has no array pianoroll_0: it is no archive of piano rolls"};
    if (score.noteCount() == 0) return Error{name + " holds no piano roll with notes"};
    return score;
}

} // namespace contrafact::exchange
