// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace contrafact::audio {

/// What the audio callback may hold but never free: it goes back by a ring and is deleted there.
class Retirable {
public:
    Retirable() = default;
    Retirable(const Retirable&) = delete;
    Retirable& operator=(const Retirable&) = delete;
    virtual ~Retirable() = default;
};

} // namespace contrafact::audio
