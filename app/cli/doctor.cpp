// SPDX-License-Identifier: GPL-3.0-or-later
// contrafact doctor: what the curves of a run say is wrong, and what to try.
#include "models/api/doctor.h"

#include "app/cli/command.h"
#include "app/cli/console.h"

#include <memory>

namespace contrafact::app {

namespace {

struct DoctorOptions {
    std::string run;
    bool json = false;
};

/// As it is typed: "--set lr_d=0.0001".
std::string settingsText(const models::Finding& finding) {
    std::string text;
    for (const auto& [key, value] : finding.change) text += " --set " + key + "=" + value;
    return text;
}

int doctor(const DoctorOptions& options) {
    const auto run = models::readRun(options.run);
    if (!run) return fail(run.error());
    const auto curves = models::readCurves(options.run);
    if (!curves) return fail(curves.error());
    const auto findings = models::diagnose(*curves, run->params);
    Json json = Json::array();
    for (const auto& finding : findings)
        json.push_back({{"rule", finding.rule},
                        {"step", finding.step},
                        {"text", finding.text},
                        {"change", finding.change}});
    if (options.json) {
        printJson(json);
        return kDone;
    }
    if (findings.empty()) print("nothing is wrong with these curves");
    for (const auto& finding : findings) {
        print("step " + std::to_string(finding.step) + ", " + finding.rule + ": " + finding.text);
        if (!finding.change.empty()) print("    try" + settingsText(finding));
    }
    return kDone;
}

} // namespace

Action addDoctor(CLI::App& command) {
    auto options = std::make_shared<DoctorOptions>();
    command.add_option("run", options->run, "A run folder")->required();
    command.add_flag("--json", options->json, "Print one JSON array");
    return [options] { return doctor(*options); };
}

} // namespace contrafact::app
