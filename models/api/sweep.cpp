// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/sweep.h"

#include <algorithm>
#include <sstream>

namespace contrafact::models {

namespace {

std::string withoutSpaces(std::string text) {
    std::erase(text, ' ');
    return text;
}

std::vector<std::string> splitAtCommas(const std::string& text) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, ',');)
        if (!part.empty()) parts.push_back(part);
    return parts;
}

} // namespace

Result<std::vector<SweepEntry>> sweepEntries(const SystemDescriptor& system, const Params& base,
                                             const std::vector<std::string>& vary) {
    std::vector<SweepEntry> entries;
    for (const auto& each : vary) {
        const auto equals = each.find('=');
        const auto key = each.substr(0, equals);
        const auto values = equals == std::string::npos
                                ? std::vector<std::string>()
                                : splitAtCommas(withoutSpaces(each.substr(equals + 1)));
        if (key.empty() || values.empty())
            return Error{"a sweep wants key=a,b,c, not \"" + each + "\""};
        for (const auto& value : values) {
            auto params = system.training.parse({{key, value}}, base);
            if (!params) return params.error();
            if (const auto name = key + "=" + value;
                std::ranges::find(entries, name, &SweepEntry::name) == entries.end())
                entries.push_back({name, std::move(params).value()});
        }
    }
    return entries;
}

} // namespace contrafact::models
