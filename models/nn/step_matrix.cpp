// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/step_matrix.h"

#include "models/nn/wide_vectors.h"

#include <c10/util/Half.h>

#include <algorithm>
#include <array>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define CONTRAFACT_READS_HALVES 1
#else
#define CONTRAFACT_READS_HALVES 0
#endif

namespace contrafact::models::nn {

namespace {

constexpr std::size_t kRowsAtOnce = 4;
/// Numbers; smaller matrices stay near the processor as they are.
constexpr std::size_t kWorthHalving = 1 << 16;

/// Some rows of a matrix, each with its factor.
template<typename Number>
struct Rows {
    std::array<const Number*, kRowsAtOnce> at{};
    std::array<float, kRowsAtOnce> factor{};
};

CONTRAFACT_WIDE_VECTORS
void addRows(const Rows<float>& rows, float* __restrict out, std::size_t width) {
    const float *r0 = rows.at[0], *r1 = rows.at[1], *r2 = rows.at[2], *r3 = rows.at[3];
    const float f0 = rows.factor[0], f1 = rows.factor[1], f2 = rows.factor[2], f3 = rows.factor[3];
    for (std::size_t j = 0; j < width; ++j)
        out[j] += (f0 * r0[j] + f1 * r1[j]) + (f2 * r2[j] + f3 * r3[j]);
}

#if CONTRAFACT_READS_HALVES

bool readsHalves() {
    static const bool reads = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                              __builtin_cpu_supports("f16c");
    return reads;
}

// The compiler does not turn conversions into vector instructions by itself.
__attribute__((target("avx2,fma,f16c"))) void addRows(const Rows<std::uint16_t>& rows,
                                                      float* __restrict out, std::size_t width) {
    constexpr std::size_t kLanes = 8;
    std::size_t j = 0;
    for (; j + kLanes <= width; j += kLanes) {
        auto sum = _mm256_loadu_ps(out + j);
        for (std::size_t row = 0; row < kRowsAtOnce; ++row) {
            const auto halves =
                _mm_loadu_si128(reinterpret_cast<const __m128i*>(rows.at[row] + j));
            sum = _mm256_fmadd_ps(_mm256_set1_ps(rows.factor[row]), _mm256_cvtph_ps(halves), sum);
        }
        _mm256_storeu_ps(out + j, sum);
    }
    for (; j < width; ++j)
        for (std::size_t row = 0; row < kRowsAtOnce; ++row)
            out[j] += rows.factor[row] * _cvtsh_ss(rows.at[row][j]);
}

#else

bool readsHalves() {
    return false;
}

void addRows(const Rows<std::uint16_t>&, float*, std::size_t) {}

#endif

/// Rows in their order, some at a time; those for a 0 in x are passed over.
template<typename Number>
void addAll(std::span<const float> x, const std::vector<Number>& matrix, std::span<float> out) {
    std::size_t i = 0;
    while (i < x.size()) {
        Rows<Number> rows;
        std::size_t count = 0;
        for (; i < x.size() && count < kRowsAtOnce; ++i) {
            if (x[i] == 0) continue;
            rows.at[count] = matrix.data() + i * out.size();
            rows.factor[count++] = x[i];
        }
        if (count == 0) return;
        std::fill(rows.at.begin() + static_cast<std::ptrdiff_t>(count), rows.at.end(), rows.at[0]);
        addRows(rows, out.data(), out.size());
    }
}

/// Empty where one of the numbers is none of half precision.
std::vector<std::uint16_t> halvesOf(const std::vector<float>& values) {
    std::vector<std::uint16_t> halves(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        const c10::Half half(values[i]);
        if (static_cast<float>(half) != values[i]) return {};
        halves[i] = half.x;
    }
    return halves;
}

} // namespace

StepMatrix::StepMatrix(std::vector<float> values)
    : m_values(std::move(values)) {
    if (m_values.size() < kWorthHalving || !readsHalves()) return;
    m_halves = halvesOf(m_values);
    if (isHalf()) m_values = {};
}

void StepMatrix::addProduct(std::span<const float> x, std::span<float> out) const {
    isHalf() ? addAll(x, m_halves, out) : addAll(x, m_values, out);
}

} // namespace contrafact::models::nn
