// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/midi_rnn/data.h"

#include <algorithm>

namespace contrafact::models::midi_rnn {

namespace {

constexpr std::size_t kBankWindows = 256;

using Song = std::vector<encoding::NoteRow>;

/// The songs of a split in the order of the corpus, at most `most` of them (0: all).
std::vector<Song> readSongs(const train::Context& context, const Reading& reading, bool unseen,
                            std::size_t most) {
    std::vector<Song> songs;
    for (const auto& song : context.corpus->songs) {
        if (context.stopRequested && context.stopRequested()) throw train::Stopped();
        if (song.validation != unseen || (most > 0 && songs.size() == most)) continue;
        auto rows = read(song.score, reading, reading.evenKeys ? shiftToC(song.score) : 0);
        if (rows.empty())
            context.log(song.name + " is left out: it has no pitched notes");
        else
            songs.push_back(std::move(rows));
    }
    return songs;
}

Rows joined(const std::vector<Song>& songs, const Model& model) {
    Song all;
    for (const auto& song : songs) all.insert(all.end(), song.begin(), song.end());
    Rows rows{model.encode(all)};
    std::vector<std::int64_t> pitches;
    pitches.reserve(all.size());
    for (const auto& row : all) pitches.push_back(row.pitch);
    rows.pitches = torch::tensor(pitches, torch::kInt64);
    rows.windows = std::max<std::int64_t>(0, rows.size() - model.seqLength);
    return rows;
}

/// Openings of phrases from all over the songs; a song gives the more the longer it is.
torch::Tensor bankOf(const std::vector<Song>& songs, std::size_t length) {
    std::vector<std::pair<const Song*, std::size_t>> places;
    for (const auto& song : songs)
        for (std::size_t at = 0; at + length <= song.size(); at += length)
            places.emplace_back(&song, at);
    const auto count = std::min(kBankWindows, places.size());
    auto bank = torch::empty(
        {static_cast<std::int64_t>(count), static_cast<std::int64_t>(length), kFeatures});
    float* out = bank.data_ptr<float>();
    for (std::size_t i = 0; i < count; ++i) {
        const auto [song, at] = places[i * places.size() / count];
        for (std::size_t row = at; row < at + length; ++row) {
            *out++ = static_cast<float>((*song)[row].pitch);
            *out++ = static_cast<float>((*song)[row].step);
            *out++ = static_cast<float>((*song)[row].duration);
        }
    }
    return bank;
}

} // namespace

NoteData readNotes(const train::Context& context, const Model& model) {
    const auto most = static_cast<std::size_t>(context.params.integer("num_files"));
    const auto songs = readSongs(context, model.reading, false, most);
    NoteData data{joined(songs, model), joined(readSongs(context, model.reading, true, 0), model),
                  bankOf(songs, static_cast<std::size_t>(model.seqLength))};
    context.log(std::to_string(songs.size()) + " training songs with " +
                std::to_string(data.training.size()) + " notes, " +
                std::to_string(data.held.size()) + " notes of held-out songs");
    return data;
}

Batch batchAt(const Rows& rows, const torch::Tensor& starts, const torch::Tensor& shifts,
              const Model& model) {
    const auto seqLength = model.seqLength;
    const auto offsets = torch::arange(seqLength + 1);
    const auto at = starts.unsqueeze(1) + offsets; // [B, L + 1]
    const auto pitches = rows.pitches.index({at}); // [B, L + 1]
    const auto low = -std::get<0>(pitches.min(1));
    const auto high = kPitches - 1 - std::get<0>(pitches.max(1));
    const auto shift = torch::minimum(torch::maximum(shifts, low), high).unsqueeze(1);
    const auto windows = rows.encoded.index({at}); // [B, L + 1, 3]
    windows.select(2, 0).copy_(model.encodedPitch(pitches + shift));
    return {windows.narrow(1, 0, seqLength),
            {(pitches + shift).select(1, seqLength), windows.select(1, seqLength).select(1, 1),
             windows.select(1, seqLength).select(1, 2)}};
}

} // namespace contrafact::models::midi_rnn
