// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/doctor.h"

#include "models/api/gan_watch.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace contrafact::models {

namespace {

constexpr std::size_t kFewValidations = 5; // too few to tell
constexpr double kWorse = 1.05;            // of the best held-out loss
// Notes in a row as in a training song: two songs share some by chance and by style.
constexpr double kFewestCopied = 24, kCopied = 3; // and so many times what held-out songs have
constexpr std::size_t kFewSteps = 400;
constexpr double kLearned = 0.99; // of its first loss, what a training that learns falls below
// A gradient's norm, by medians of so many steps, beside the median of all before.
constexpr std::size_t kNormSteps = 50, kFirstNorms = 4;
constexpr double kExploded = 100, kVanished = 1e-3;

const Curve* find(const std::vector<Curve>& curves, const std::string& key) {
    const auto at = std::ranges::find(curves, key, &Curve::key);
    return at == curves.end() || at->value.empty() ? nullptr : &*at;
}

std::int64_t stepOf(const Curve& curve, std::size_t place) {
    return static_cast<std::int64_t>(curve.step[place]);
}

double meanOf(const Curve& curve, std::size_t begin, std::size_t end) {
    const auto at = curve.value.begin();
    return std::accumulate(at + static_cast<std::ptrdiff_t>(begin),
                           at + static_cast<std::ptrdiff_t>(end), 0.0) /
           static_cast<double>(end - begin);
}

/// Half of a rate that the system has.
void halve(const Params& trained, const std::string& key, std::map<std::string, std::string>& out) {
    if (trained.has(key)) out[key] = toText(trained.real(key) / 2);
}

void turnOn(const Params& trained, const std::string& key,
            std::map<std::string, std::string>& out) {
    if (trained.has(key) && !trained.flag(key)) out[key] = "true";
}

/// Without a rate of its own it has had the generator's.
void halveDiscriminatorsRate(const Params& trained, std::map<std::string, std::string>& out) {
    if (trained.has("ttur"))
        out["lr_d"] = toText(trained.real(trained.flag("ttur") ? "lr_d" : "lr_g") / 2);
}

/// The discriminator keeps its rate, be it the generator's.
void halveGeneratorsRate(const Params& trained, std::map<std::string, std::string>& out) {
    halve(trained, "lr_g", out);
    if (!trained.has("ttur") || trained.flag("ttur")) return;
    out["ttur"] = "true";
    out["lr_d"] = toText(trained.real("lr_g"));
}

/// Noise on what the discriminator sees; where there is some already, a slower discriminator.
void holdDiscriminator(const Params& trained, std::map<std::string, std::string>& out) {
    if (trained.has("noise_target") && trained.real("noise_target") == 0)
        out["noise_target"] = "0.75";
    else if (trained.has("ttur")) {
        turnOn(trained, "ttur", out);
        halveDiscriminatorsRate(trained, out);
    }
}

/// Something that shows the generator that its pieces should differ: the spread of a batch, means
/// of cells; where it is shown all of that already, more time for the discriminator to find out.
void tellPiecesApart(const Params& trained, std::map<std::string, std::string>& out) {
    turnOn(trained, "batch_spread", out);
    turnOn(trained, "feature_matching", out);
    const bool matches = trained.has("feature_matching") && trained.flag("feature_matching");
    if (matches && trained.choice("matched") == "scalar")
        out["matched"] = "cells";
    else if (matches || out.empty())
        halveGeneratorsRate(trained, out);
}

std::map<std::string, std::string> changeFor(const std::string& rule, const Params& trained) {
    std::map<std::string, std::string> change;
    if (rule == "discriminator-wins") {
        turnOn(trained, "ttur", change);
        turnOn(trained, "label_smoothing", change);
        if (trained.has("noise_target") && trained.real("noise_target") == 0)
            change["noise_target"] = "0.75";
        halveDiscriminatorsRate(trained, change);
    }
    if (rule == "discriminator-lost") halveGeneratorsRate(trained, change);
    if (rule == "collapse") tellPiecesApart(trained, change);
    if (rule == "memorising") {
        turnOn(trained, "restore_best", change);
        if (trained.has("transpose") && trained.integer("transpose") == 0)
            change["transpose"] = "5";
        if (trained.has("transposed") && trained.real("transposed") == 0)
            change["transposed"] = "0.9";
        holdDiscriminator(trained, change);
    }
    if (rule == "silence" || rule == "wall") turnOn(trained, "feature_matching", change);
    if (rule == "over-fitting") turnOn(trained, "restore_best", change);
    if (rule == "no-progress") halve(trained, "lr", change);
    if (rule == "exploding-gradient") {
        if (trained.has("clip") && trained.real("clip") == 0) change["clip"] = "1";
        for (const char* rate : {"lr", "lr_g", "lr_d"}) halve(trained, rate, change);
    }
    if (rule == "vanishing-gradient") {
        if (trained.has("loss") && trained.choice("loss") == "saturating") change["loss"] = "bce";
        if (trained.has("noise_target") && trained.real("noise_target") == 0)
            change["noise_target"] = "0.75";
    }
    return change;
}

/// What the watch would have warned of on the way.
void watchAccuracies(const std::vector<Curve>& curves, std::vector<Finding>& out) {
    const auto *real = find(curves, "accuracy_real"), *made = find(curves, "accuracy_generated");
    if (!real || !made || real->value.size() != made->value.size()) return;
    GanWatch watch;
    for (std::size_t i = 0; i < real->value.size(); ++i)
        for (const auto& warning : watch.afterStep(real->value[i], made->value[i]))
            out.push_back({warning.rule, stepOf(*real, i), warning.text, {}});
}

void watchLooks(const std::vector<Curve>& curves, std::vector<Finding>& out) {
    const Curve* all[]{find(curves, "distance_generated"), find(curves, "distance_real"),
                       find(curves, "cells_generated"), find(curves, "cells_real")};
    for (const auto* curve : all)
        if (!curve || curve->value.size() != all[0]->value.size()) return;
    GanWatch watch;
    for (std::size_t i = 0; i < all[0]->value.size(); ++i)
        for (const auto& warning : watch.afterLook(
                 {all[0]->value[i], all[1]->value[i], all[2]->value[i], all[3]->value[i]}))
            out.push_back({warning.rule, stepOf(*all[0], i), warning.text, {}});
}

/// Held-out loss that was better before and has been rising since.
void findOverFitting(const Curve& heldOut, std::vector<Finding>& out) {
    const auto& values = heldOut.value;
    const auto best = static_cast<std::size_t>(std::ranges::min_element(values) - values.begin());
    if (values.size() - best <= kFewValidations || !(values[best] > 0)) return;
    if (meanOf(heldOut, values.size() - kFewValidations, values.size()) < kWorse * values[best])
        return;
    out.push_back({"over-fitting",
                   stepOf(heldOut, best),
                   "The held-out songs were best known here; since then only the training songs "
                   "are learned. Keep the best epoch, use more songs or transpose them, or take a "
                   "smaller network.",
                   {}});
}

/// By the newest sample.
void findMemorising(const std::vector<Curve>& curves, std::vector<Finding>& out) {
    const auto *made = find(curves, "copied_generated"), *held = find(curves, "copied_real");
    if (!made || !held) return;
    const double notes = made->value.back(), usual = held->value.back();
    if (notes < std::max(kFewestCopied, kCopied * usual)) return;
    out.push_back(
        {"memorising",
         stepOf(*made, made->value.size() - 1),
         "The newest sample has " + std::to_string(std::llround(notes)) +
             " notes in a row as in a training song, held-out songs have " +
             std::to_string(std::llround(usual)) +
             ": it plays by heart. Use more songs or transpose them, keep the best epoch, or hold "
             "the discriminator back with noise.",
         {}});
}

void findNoProgress(const Curve& loss, std::vector<Finding>& out) {
    const auto count = loss.value.size();
    if (count < kFewSteps) return;
    const double first = meanOf(loss, 0, count / 20), last = meanOf(loss, count * 3 / 4, count);
    if (last < kLearned * first || first <= 0) return;
    out.push_back({"no-progress",
                   stepOf(loss, count - 1),
                   "The loss on the training songs is where it began. Try another learning rate, "
                   "first a lower one.",
                   {}});
}

double medianOf(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

bool oneStage(const Curve& curve, std::size_t begin, std::size_t end) {
    return curve.stage.empty() || curve.stage[begin] == curve.stage[end - 1];
}

/// At most once a curve. Each stage has a network and so a norm of its own.
void findGradientFaults(const Curve& norm, std::vector<Finding>& out) {
    std::vector<double> medians;
    for (std::size_t at = 0; at + kNormSteps <= norm.value.size(); at += kNormSteps) {
        if (!oneStage(norm, at == 0 ? 0 : at - 1, at + kNormSteps)) {
            medians.clear();
            continue;
        }
        const auto begin = norm.value.begin() + static_cast<std::ptrdiff_t>(at);
        const double now = medianOf({begin, begin + std::ptrdiff_t{kNormSteps}});
        const bool early = medians.size() < kFirstNorms;
        const double usual = early ? now : medianOf(medians);
        medians.push_back(now);
        if (early || usual <= 0) continue;
        const auto step = stepOf(norm, at);
        if (now > kExploded * usual)
            return out.push_back({"exploding-gradient",
                                  step,
                                  "The gradient has exploded: its norm is a hundred times what it "
                                  "was. Clip it, or go on from before with a lower learning rate.",
                                  {}});
        if (now < kVanished * usual)
            return out.push_back({"vanishing-gradient",
                                  step,
                                  "The gradient has vanished: its norm is a thousandth of what it "
                                  "was, so hardly anything is learned. A discriminator that wins "
                                  "leaves its generator such gradients: noise on what it sees, or "
                                  "a loss that does not saturate, helps. Of one network take other "
                                  "first weights.",
                                  {}});
    }
}

void findNotFinite(const Curve& curve, std::vector<Finding>& out) {
    const auto bad =
        std::ranges::find_if(curve.value, [](double value) { return !std::isfinite(value); });
    if (bad == curve.value.end()) return;
    out.push_back({"not-finite",
                   stepOf(curve, static_cast<std::size_t>(bad - curve.value.begin())),
                   "The curve " + curve.key +
                       " is no number here. Go on from the checkpoint before "
                       "it with a lower learning rate.",
                   {}});
}

} // namespace

std::vector<Finding> diagnose(const std::vector<Curve>& curves, const Params& trained) {
    std::vector<Finding> findings;
    watchAccuracies(curves, findings);
    watchLooks(curves, findings);
    findMemorising(curves, findings);
    for (const auto& curve : curves) {
        if (curve.value.empty()) continue;
        findNotFinite(curve, findings);
        if (curve.key.starts_with("val_")) findOverFitting(curve, findings);
        if (curve.key.starts_with("loss")) findNoProgress(curve, findings);
        if (curve.key.starts_with("gradient")) findGradientFaults(curve, findings);
    }
    for (auto& finding : findings) finding.change = changeFor(finding.rule, trained);
    std::ranges::stable_sort(findings, {}, &Finding::step);
    return findings;
}

} // namespace contrafact::models
