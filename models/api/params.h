// SPDX-License-Identifier: GPL-3.0-or-later
// One schema, many uses: a system declares each hyper-parameter and generation control once.
// Command line flags, forms, checkpoint metadata, presets, documentation tables and tests all come
// from it.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace contrafact::models {

using Value = std::variant<bool, std::int64_t, double, std::string>;

enum class ParamKind { Bool, Int, Real, Choice };
enum class ParamScale { Linear, Log };

/// What a training parameter does, where somebody must know.
enum class ParamRole {
    Other,
    Length,    ///< how long a stage is, in epochs; `contrafact train --epochs` sets it
    Rate,      ///< how fast it learns; may change when a run is resumed
    Shape,     ///< the shapes of the networks
    Stabiliser ///< keeps a game of two networks steady; may change when a run is resumed
};

/// May differ between the sessions of one run.
constexpr bool changesOnTheWay(ParamRole role) {
    return role == ParamRole::Rate || role == ParamRole::Stabiliser;
}

struct ParamChoice {
    std::string id; ///< stable: written to files and typed on the command line
    std::string label;
};

struct ParamRange {
    double min = 0;
    double max = 0;
};

struct ParamSpec {
    std::string key;   ///< stable, snake_case; "noise_sd"
    std::string label; ///< for the form; "Noise σ"
    std::string help;  ///< one sentence
    std::string unit;  ///< "", "steps", "s", "semitones"
    ParamKind kind = ParamKind::Real;
    Value defaultValue = 0.0;
    ParamRange range{0, 1}; ///< Int and Real, inclusive
    double step = 0.01;
    ParamScale scale = ParamScale::Linear;
    std::vector<ParamChoice> choices; ///< Choice only
    std::string group;                ///< heading in the form
    bool advanced = false;            ///< folded away at first
    ParamRole role = ParamRole::Other;
    std::optional<ParamRange> usefulRange; ///< shown as a band on the slider's track
    std::optional<std::pair<std::string, Value>>
        visibleIf; ///< shown only while that key has that value
};

/// Values by key. Made by ParamSchema, so every key of the schema is there with the right type.
class Params {
public:
    bool flag(const std::string& key) const { return std::get<bool>(m_values.at(key)); }
    std::int64_t integer(const std::string& key) const {
        return std::get<std::int64_t>(m_values.at(key));
    }
    double real(const std::string& key) const { return std::get<double>(m_values.at(key)); }
    const std::string& choice(const std::string& key) const {
        return std::get<std::string>(m_values.at(key));
    }
    const Value& at(const std::string& key) const { return m_values.at(key); }
    bool has(const std::string& key) const { return m_values.contains(key); }
    void set(const std::string& key, Value value) { m_values[key] = std::move(value); }
    const std::map<std::string, Value>& values() const { return m_values; }
    bool operator==(const Params&) const = default;

private:
    std::map<std::string, Value> m_values;
};

class ParamSchema {
public:
    ParamSchema() = default;
    ParamSchema(std::vector<ParamSpec> specs)
        : m_specs(std::move(specs)) {}

    const std::vector<ParamSpec>& specs() const { return m_specs; }
    const ParamSpec* find(const std::string& key) const;
    Params defaults() const;
    /// `base` (default: defaults()) with text values laid over it. The error lists every problem at
    /// once: unknown keys (with the nearest known one), wrong types, out of range, unknown choices.
    Result<Params> parse(const std::map<std::string, std::string>& texts) const;
    Result<Params> parse(const std::map<std::string, std::string>& texts, const Params& base) const;
    /// Every spec has a value of its kind, in range.
    Result<void> check(const Params& params) const;

private:
    std::vector<ParamSpec> m_specs;
};

/// As typed on a command line and shown in a form: "0.7", "true", "article".
std::string toText(const Value& value);

/// One JSON object, keys in order, and back (unknown keys are an error, missing ones take the
/// default).
std::string toJson(const Params& params);
Result<Params> paramsFromJson(const ParamSchema& schema, const std::string& json);

} // namespace contrafact::models
