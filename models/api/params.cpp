// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/params.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace contrafact::models {

namespace {

using Json = nlohmann::json;

std::string shortNumber(double value) {
    std::array<char, 32> text; // the shortest form that reads back as the same number
    return {text.data(), std::to_chars(text.begin(), text.end(), value).ptr};
}

/// Levenshtein distance, for "did you mean".
std::size_t editDistance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto change = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

std::string nearestKey(const std::vector<ParamSpec>& specs, const std::string& key) {
    const auto best = std::ranges::min_element(
        specs, {}, [&](const ParamSpec& spec) { return editDistance(spec.key, key); });
    return best == specs.end() ? std::string() : best->key;
}

std::optional<bool> parseBool(const std::string& text) {
    for (const char* word : {"true", "on", "yes", "1"})
        if (text == word) return true;
    for (const char* word : {"false", "off", "no", "0"})
        if (text == word) return false;
    return std::nullopt;
}

template<typename Number>
std::optional<Number> parseNumber(const std::string& text) {
    Number value{};
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::string choiceList(const ParamSpec& spec) {
    std::string all;
    for (const auto& choice : spec.choices) all += (all.empty() ? "" : ", ") + choice.id;
    return all;
}

/// What the value of a spec must be, for messages.
std::string expectation(const ParamSpec& spec) {
    const auto range = shortNumber(spec.range.min) + " to " + shortNumber(spec.range.max);
    switch (spec.kind) {
    case ParamKind::Bool:
        return "true or false";
    case ParamKind::Int:
        return "a whole number from " + range;
    case ParamKind::Real:
        return "a number from " + range;
    case ParamKind::Choice:
        return "one of " + choiceList(spec);
    }
    return {};
}

bool inRange(const ParamSpec& spec, double value) {
    return std::isfinite(value) && value >= spec.range.min && value <= spec.range.max;
}

bool accepts(const ParamSpec& spec, const Value& value) {
    switch (spec.kind) {
    case ParamKind::Bool:
        return std::holds_alternative<bool>(value);
    case ParamKind::Int: {
        const auto* number = std::get_if<std::int64_t>(&value);
        return number && inRange(spec, static_cast<double>(*number));
    }
    case ParamKind::Real: {
        const auto* number = std::get_if<double>(&value);
        return number && inRange(spec, *number);
    }
    case ParamKind::Choice: {
        const auto* id = std::get_if<std::string>(&value);
        return id && std::ranges::any_of(
                         spec.choices, [&](const ParamChoice& choice) { return choice.id == *id; });
    }
    }
    return false;
}

std::optional<Value> parseValue(const ParamSpec& spec, const std::string& text) {
    const auto as = [](auto parsed) {
        return parsed ? std::optional<Value>(*parsed) : std::nullopt;
    };
    switch (spec.kind) {
    case ParamKind::Bool:
        return as(parseBool(text));
    case ParamKind::Int:
        return as(parseNumber<std::int64_t>(text));
    case ParamKind::Real:
        return as(parseNumber<double>(text));
    case ParamKind::Choice:
        return Value(text);
    }
    return std::nullopt;
}

Json toJsonValue(const Value& value) {
    return std::visit([](const auto& held) { return Json(held); }, value);
}

std::string jsonText(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    // A whole number may stand where a real is meant, but not the other way round.
    return value.is_number_float() ? toText(value.get<double>()) : value.dump();
}

} // namespace

const ParamSpec* ParamSchema::find(const std::string& key) const {
    const auto at = std::ranges::find(m_specs, key, &ParamSpec::key);
    return at == m_specs.end() ? nullptr : &*at;
}

Params ParamSchema::defaults() const {
    Params params;
    for (const auto& spec : m_specs) params.set(spec.key, spec.defaultValue);
    return params;
}

Result<Params> ParamSchema::parse(const std::map<std::string, std::string>& texts) const {
    return parse(texts, defaults());
}

Result<Params> ParamSchema::parse(const std::map<std::string, std::string>& texts,
                                  const Params& base) const {
    Params params = base;
    std::string problems;
    const auto problem = [&](const std::string& text) {
        problems += (problems.empty() ? "" : "; ") + text;
    };
    for (const auto& [key, text] : texts) {
        const ParamSpec* spec = find(key);
        if (!spec) {
            const auto nearest = nearestKey(m_specs, key);
            problem("there is no parameter '" + key + "'" +
                    (nearest.empty() ? "" : " (did you mean '" + nearest + "'?)"));
            continue;
        }
        const auto value = parseValue(*spec, text);
        if (value && accepts(*spec, *value))
            params.set(key, *value);
        else
            problem(key + " must be " + expectation(*spec) + ", not '" + text + "'");
    }
    if (!problems.empty()) return Error{problems};
    if (const auto whole = check(params); !whole) return whole.error();
    return params;
}

Result<void> ParamSchema::check(const Params& params) const {
    std::string problems;
    for (const auto& spec : m_specs) {
        if (params.has(spec.key) && accepts(spec, params.at(spec.key))) continue;
        problems += (problems.empty() ? "" : "; ") + spec.key + " must be " + expectation(spec) +
                    (params.has(spec.key) ? ", not '" + toText(params.at(spec.key)) + "'"
                                          : " and is missing");
    }
    if (!problems.empty()) return Error{problems};
    return {};
}

std::string toText(const Value& value) {
    struct Writer {
        std::string operator()(bool v) const { return v ? "true" : "false"; }
        std::string operator()(std::int64_t v) const { return std::to_string(v); }
        std::string operator()(double v) const { return shortNumber(v); }
        std::string operator()(const std::string& v) const { return v; }
    };
    return std::visit(Writer{}, value);
}

std::string toJson(const Params& params) {
    Json object = Json::object();
    for (const auto& [key, value] : params.values()) object[key] = toJsonValue(value);
    return object.dump();
}

Result<Params> paramsFromJson(const ParamSchema& schema, const std::string& json) {
    const auto object = Json::parse(json, nullptr, false);
    if (!object.is_object()) return Error{"the parameters are not a JSON object: " + json};
    std::map<std::string, std::string> texts;
    for (const auto& [key, value] : object.items()) texts[key] = jsonText(value);
    return schema.parse(texts);
}

} // namespace contrafact::models
