// SPDX-License-Identifier: GPL-3.0-or-later
// contrafact doctor: what the curves of a run say is wrong, and what to try; with --apply it is
// tried, in a run that branches off.
#include "models/api/doctor.h"

#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/corpora.h"
#include "app/cli/interrupt.h"
#include "app/cli/values.h"
#include "app/cli/watch_training.h"
#include "models/api/branch.h"
#include "models/api/descriptor.h"

#include <memory>
#include <optional>

namespace contrafact::app {

namespace {

using models::Finding;

struct DoctorOptions {
    std::string run;
    bool json = false;
    std::optional<int> apply; ///< number of the finding, from 1
    std::string branch;
    std::string corpus;
    std::optional<double> seconds;
    int threads = 0;
};

/// As it is typed: "--set lr_d=0.0001".
std::string settingsText(const std::map<std::string, std::string>& change) {
    std::string text;
    for (const auto& [key, value] : change) text += " --set " + key + "=" + value;
    return text;
}

int printFindings(const std::vector<Finding>& findings, const models::ParamSchema& schema,
                  bool json) {
    Json all = Json::array();
    int number = 0;
    for (const auto& finding : findings) {
        const auto onTheWay = changesOnTheWay(finding, schema);
        all.push_back({{"number", ++number},
                       {"rule", finding.rule},
                       {"step", finding.step},
                       {"text", finding.text},
                       {"change", finding.change},
                       {"apply", onTheWay}});
        if (json) continue;
        print(std::to_string(number) + ". step " + std::to_string(finding.step) + ", " +
              finding.rule + ": " + finding.text);
        if (!finding.change.empty()) print("    try" + settingsText(finding.change));
        if (!onTheWay.empty())
            print("    --apply " + std::to_string(number) + " goes on from there with" +
                  settingsText(onTheWay));
    }
    if (json)
        printJson(all);
    else if (findings.empty())
        print("nothing is wrong with these curves");
    return kDone;
}

Result<corpus::Corpus> corpusOf(const std::string& name, const Interrupt& interrupt) {
    ProgressLine line;
    return openTrainingCorpus(name, importOptions(interrupt, line));
}

/// Goes on from the checkpoint before the finding with its change.
int apply(const DoctorOptions& options, const models::RunInfo& run,
          const std::vector<Finding>& findings) {
    if (*options.apply > static_cast<int>(findings.size()))
        return misuse("there are " + std::to_string(findings.size()) + " findings");
    const auto& finding = findings[static_cast<std::size_t>(*options.apply - 1)];
    const auto& schema = models::findSystem(run.system)->training;
    const auto change = changesOnTheWay(finding, schema);
    if (change.empty())
        return fail({"nothing of this advice can be changed on the way; train anew with" +
                     settingsText(finding.change)});
    auto params = schema.parse(change, run.params);
    if (!params) return fail(params.error());

    const Interrupt interrupt;
    auto corpus = corpusOf(options.corpus.empty() ? run.corpus : options.corpus, interrupt);
    if (interrupt.requested()) return kInterrupted;
    if (!corpus) return fail(corpus.error());
    if (const auto branched = models::branchRun(run.folder, finding.step, options.branch);
        !branched)
        return fail(branched.error());
    models::TrainingRequest request{
        .system = run.system,
        .params = *std::move(params),
        .corpus = std::make_shared<const corpus::Corpus>(std::move(corpus).value()),
        .run = options.branch,
        .seed = run.seed,
        .resume = true,
        .maxSeconds = options.seconds,
        .threads = options.threads};
    return watchTraining(request, interrupt, options.json);
}

int doctor(const DoctorOptions& options) {
    const auto run = models::readRun(options.run);
    if (!run) return fail(run.error());
    const auto curves = models::readCurves(options.run);
    if (!curves) return fail(curves.error());
    const auto findings = models::diagnose(*curves, run->params);
    if (options.apply) return apply(options, *run, findings);
    return printFindings(findings, models::findSystem(run->system)->training, options.json);
}

} // namespace

Action addDoctor(CLI::App& command) {
    auto options = std::make_shared<DoctorOptions>();
    command.add_option("run", options->run, "A run folder")->required();
    command.add_flag("--json", options->json, "Print JSON");
    auto* apply = command.add_option("--apply", options->apply,
                                     "Follow the advice of this number: train on from the "
                                     "checkpoint before it with its settings");
    auto* branch =
        command.add_option("--run", options->branch, "The folder for the run that goes on");
    apply->check(isCount())->needs(branch);
    branch->needs(apply);
    command.add_option("--corpus", options->corpus, "With --apply: where the run's songs are now")
        ->needs(apply);
    command.add_option("--seconds", options->seconds, "With --apply: a time budget")
        ->check(isAboveZero())
        ->needs(apply);
    command.add_option("--threads", options->threads, "With --apply: 0, the run's own")
        ->check(CLI::Range(0, 256))
        ->needs(apply);
    return [options] { return doctor(*options); };
}

} // namespace contrafact::app
