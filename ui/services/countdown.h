// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

namespace contrafact::ui {

/// The time left as a person reads it: second by second less, also between two estimates. A new
/// estimate that is lower holds at once; a higher one only when it is much higher, so that the
/// figure does not jump to and fro. All times in seconds on one clock. A value.
class Countdown {
public:
    /// @param seconds left; negative: not known
    void estimate(double seconds, double now);
    void clear() { m_end.reset(); }
    /// Not negative; nothing when not known.
    std::optional<double> left(double now) const;

private:
    std::optional<double> m_end; ///< on the clock
};

} // namespace contrafact::ui
