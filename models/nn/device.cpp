// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/device.h"

#include <dlfcn.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <stdexcept>
#include <thread>

namespace contrafact::models::nn {

namespace {

constexpr double kSlowProductSeconds = 0.015; // OpenBLAS: 0.002 on one old core; reference: 0.045

std::string plural(int count, const std::string& noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

/// torch does not reach OpenBLAS' own threads. Left alone they spin for work on every core, which
/// takes the time from the window and the sound and gains nothing on small products.
void setBlasThreads(int count) {
    using Setter = void (*)(int);
    if (void* setter = ::dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))
        reinterpret_cast<Setter>(setter)(count);
}

void setAllThreads(int count) {
    torch::set_num_threads(count);
    setBlasThreads(count);
}

} // namespace

std::vector<DeviceInfo> devices() {
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    std::vector<DeviceInfo> all{{"cpu", "CPU · " + plural(cores, "thread")}};
    if (torch::cuda::is_available())
        all.push_back(
            {"cuda", "CUDA · " + plural(static_cast<int>(torch::cuda::device_count()), "device")});
    return all;
}

torch::Device deviceFor(const std::string& id) {
    const bool cuda = torch::cuda::is_available();
    if (id == "cpu" || (id == "auto" && !cuda)) return torch::kCPU;
    if (!cuda && id == "cuda")
        throw std::runtime_error("this LibTorch finds no CUDA device; choose the device cpu");
    if (id != "auto" && id != "cuda")
        throw std::runtime_error("there is no device '" + id + "'; choose auto, cpu or cuda");
    return {torch::kCUDA, 0};
}

std::string deviceTitle(const torch::Device& device) {
    if (device.is_cuda()) return "CUDA";
    return "CPU · " + plural(torch::get_num_threads(), "thread");
}

double productSeconds() {
    const torch::NoGradGuard still;
    const auto a = torch::ones({512, 512});
    double best = std::numeric_limits<double>::max();
    for (int i = 0; i < 3; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        const auto product = torch::mm(a, a);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        best = std::min(best, took.count());
    }
    return best;
}

std::string blasWarning() {
    if (productSeconds() < kSlowProductSeconds) return {};
    return "Matrix products are very slow here: install libopenblas0-pthread, or training takes up "
           "to 30 times as long.";
}

int setThreads(int wanted) {
    setAllThreads(std::max(1, wanted));
    if (wanted > 0 || std::thread::hardware_concurrency() < 2) return std::max(1, wanted);
    const double one = productSeconds();
    setAllThreads(2);
    // Two threads of one core gain little and take room from sound and window.
    if (productSeconds() < 0.75 * one) return 2;
    setAllThreads(1);
    return 1;
}

} // namespace contrafact::models::nn
