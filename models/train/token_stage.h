// SPDX-License-Identifier: GPL-3.0-or-later
// The likelihood stage of systems that predict the next token of a song: how songs are read and cut
// into windows, the loss in nats per token and bits per note, and an n-gram of the same songs
// beside.
#pragma once

#include "models/nn/token_model.h"
#include "models/train/token_figures.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace contrafact::models::train {

/// A song as a system writes it down; no tokens: it has nothing for the system.
struct WrittenSong {
    std::vector<std::string> tokens;
    std::int64_t notes = 0; ///< what bits per note are counted by
};
using WriteSong = std::function<WrittenSong(const corpus::Song&)>;

/// Sets the model's tokens to all that the corpus has, and its openings. Throws Stopped, and
/// std::runtime_error where no training song has two tokens.
TokenSongs readTokenSongs(const Context& context, nn::TokenModel& model, const WriteSong& write);

/// Where training windows begin.
enum class Cut {
    InSongs, ///< one after the other in each song
    Anywhere ///< all songs are one text, and each example is moved by a random part of a window
};

/// More values of a validation, measured with the weights to judge in the network.
using MoreValues = std::function<Values()>;

/// Draws the network's first weights. The model must outlive the stage; "seq_length" of the
/// context's parameters is the window's length.
std::unique_ptr<Stage> makeTokenStage(const Context& context, nn::TokenModel& model,
                                      TokenSongs songs, Cut cut, MoreValues more = {});

} // namespace contrafact::models::train
