// SPDX-License-Identifier: GPL-3.0-or-later
// Writes tunes character by character. Constrained, it goes line by line through the header and bar
// by bar through the music, and draws anew what does not fit: fields in order, brackets closed,
// bars that fill the meter.
#pragma once

#include "models/compose/token_drawing.h"
#include "models/systems/abc_lstm/model.h"

#include <functional>
#include <stop_token>
#include <string>

namespace contrafact::models::abc_lstm {

struct WriteOptions {
    nn::SamplingOptions sampling;
    bool constrained = true;
    std::string meter; ///< what "M:" is set to, "6/8"; empty: drawn
    std::string key;   ///< what "K:" is set to, "G Major"; empty: drawn
    std::uint64_t seed = 1;
};

/// One tune after another, each anew from nothing. One thread. The model must outlive it.
class TuneWriter {
public:
    TuneWriter(const nn::TokenModel& model, nn::TokenStepper& stepper, WriteOptions options);

    /// The text up to and with its empty line, or what has come of it.
    /// @param begun what it begins with; characters that the network does not know are left out
    /// @param told is given the text so far
    std::string write(const std::string& begun, const std::stop_token& stop = {},
                      const std::function<void(const std::string&)>& told = {});

private:
    void take(char c);
    void force(const std::string& text);
    void drawCharacter();
    void drawFitting();
    bool drawPiece();
    bool fits(const std::string& piece);
    bool headerFits(const std::string& line);
    bool barFits(const std::string& piece);
    void startTune(const std::string& begun);

    const nn::TokenModel& m_model;
    WriteOptions m_options;
    compose::TokenDrawing m_drawing;
    nn::TokenStepper& m_stepper;
    std::string m_text;
    std::string m_header; ///< fields that hold for the music to come
    bool m_inHeader = true;
    int m_empty = 0; ///< pieces without music since the last one with some
};

} // namespace contrafact::models::abc_lstm
