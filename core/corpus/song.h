// SPDX-License-Identifier: GPL-3.0-or-later
// One song of a corpus, as a score, and what systems see of it.
#pragma once

#include "core/score/score.h"

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace contrafact::corpus {

/// What encodings have cut from a song, kept as long as anyone uses it: asking again is free, and
/// nothing is held in memory that nobody reads. A copy starts empty, since a copied song may be
/// changed. Any thread.
class Views {
public:
    Views() = default;
    Views(const Views&)
        : Views() {}
    Views& operator=(const Views&) { return *this = Views(); }
    Views(Views&&) noexcept = default;
    Views& operator=(Views&&) noexcept = default;

    template<typename View, typename Cut>
    std::shared_ptr<const View> get(const std::string& encoding, const Cut& cut) const {
        const std::lock_guard lock(m_state->mutex);
        auto& known = m_state->views[encoding];
        if (auto view = known.lock()) return std::static_pointer_cast<const View>(view);
        auto view = std::make_shared<const View>(cut());
        known = view;
        return view;
    }

private:
    struct State {
        std::mutex mutex;
        std::map<std::string, std::weak_ptr<const void>> views; ///< by encoding
    };
    std::unique_ptr<State> m_state = std::make_unique<State>();
};

struct Song {
    std::string name;           ///< title of a tune, or file name without extension; told apart
    std::filesystem::path path; ///< inside a file "freedoom1.wad:D_E1M1", "book.abc:12"
    std::string hash;           ///< SHA-256 of the file, or of the tune in it
    double seconds = 0;
    int noteCount = 0;
    bool validation = false; ///< held out of training; decided by hashes, so it is stable
    std::string sameAs;      ///< hash of an earlier song that is this one in another key or tempo
    score::Score score;      ///< with its own meters, tempos and keys
    std::string text;        ///< as it was written, where it came from text (ABC); else empty
    Views views;             ///< see viewOf()
};

/// The song as `encoding` gives it: one of core/encoding's types with a View, an id() that names
/// its parameters as well, and cut(score, text). The song must not change any more.
template<typename Encoding>
std::shared_ptr<const typename Encoding::View> viewOf(const Song& song, const Encoding& encoding) {
    return song.views.get<typename Encoding::View>(
        encoding.id(), [&] { return encoding.cut(song.score, song.text); });
}

} // namespace contrafact::corpus
