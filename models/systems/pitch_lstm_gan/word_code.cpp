// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/pitch_lstm_gan/word_code.h"

#include "core/encoding/pitch_names.h"
#include "models/systems/pitch_lstm_gan/generator.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

namespace contrafact::models::pitch_lstm_gan {

namespace {

constexpr const char* kVocabularyKey = "vocabulary";
constexpr std::uint8_t kVelocity = 100;

/// Ticks from one word to the next.
score::Tick spacing(const Params& controls) {
    return score::Tick(std::llround(std::stod(controls.choice("spacing")) * score::kDefaultPpq));
}

} // namespace

std::vector<std::string> WordCode::words(const torch::Tensor& piece) const {
    const auto values = piece.contiguous().view(-1);
    std::vector<std::string> words;
    for (std::int64_t i = 0; i < values.numel(); ++i)
        words.push_back(m_vocabulary.nearest(static_cast<double>(values.data_ptr<float>()[i])));
    return words;
}

torch::Tensor WordCode::played(const torch::Tensor& pieces) const {
    const auto count = static_cast<double>(m_vocabulary.tokens().size());
    return ((pieces + 1) * (count / 2)).round().clamp(0, count - 1) * (2 / count) - 1;
}

double WordCode::quarters(const Params& controls) const {
    return static_cast<double>(kNotes * spacing(controls).value) / score::kDefaultPpq;
}

std::vector<score::Note> WordCode::notes(const torch::Tensor& piece, const Params& controls) const {
    const auto apart = spacing(controls);
    std::vector<score::Note> notes;
    std::map<int, std::size_t> newest; // by pitch
    score::Tick now;
    for (const auto& word : words(piece)) {
        for (const int pitch : encoding::pitchesOfWord(word)) {
            if (const auto before = newest.find(pitch); before != newest.end()) {
                auto& note = notes[before->second];
                note.length = std::min(note.length, now - note.onset);
            }
            newest[pitch] = notes.size();
            notes.push_back({now, score::Tick(score::kDefaultPpq),
                             score::Pitch(static_cast<std::int16_t>(pitch)), kVelocity});
        }
        now = now + apart;
    }
    return notes;
}

void WordCode::save(TensorFile& file) const {
    file.metadata[kVocabularyKey] = nlohmann::json(m_vocabulary.tokens()).dump();
}

void WordCode::load(const TensorFile& file) {
    const auto known = file.metadata.find(kVocabularyKey);
    if (known == file.metadata.end()) throw std::runtime_error("the checkpoint has no vocabulary");
    auto words = nlohmann::json::parse(known->second).get<std::vector<std::string>>();
    if (words.empty()) throw std::runtime_error("the checkpoint's vocabulary is empty");
    setVocabulary(std::move(words));
}

} // namespace contrafact::models::pitch_lstm_gan
