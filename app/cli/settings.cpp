// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/settings.h"

namespace contrafact::app {

Result<std::map<std::string, std::string>> splitSettings(const std::vector<std::string>& texts) {
    std::map<std::string, std::string> settings;
    for (const auto& text : texts) {
        const auto equals = text.find('=');
        if (equals == 0 || equals == std::string::npos)
            return Error{"--set takes key=value, not \"" + text + "\""};
        settings[text.substr(0, equals)] = text.substr(equals + 1);
    }
    return settings;
}

} // namespace contrafact::app
