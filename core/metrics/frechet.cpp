// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/frechet.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace contrafact::metrics {

namespace {

/// Symmetric, row-major.
struct Square {
    explicit Square(std::size_t theSize)
        : size(theSize)
        , values(theSize * theSize) {}
    double& at(std::size_t row, std::size_t column) { return values[row * size + column]; }
    double at(std::size_t row, std::size_t column) const { return values[row * size + column]; }

    std::size_t size;
    std::vector<double> values;
};

Square product(const Square& a, const Square& b) {
    Square out(a.size);
    for (std::size_t i = 0; i < a.size; ++i)
        for (std::size_t k = 0; k < a.size; ++k) {
            const double factor = a.at(i, k);
            for (std::size_t j = 0; j < a.size; ++j) out.at(i, j) += factor * b.at(k, j);
        }
    return out;
}

/// Jacobi's method: rotations in planes of two axes until hardly anything is off the diagonal.
struct Eigen {
    explicit Eigen(Square matrix)
        : vectors(matrix.size) {
        for (std::size_t i = 0; i < matrix.size; ++i) vectors.at(i, i) = 1;
        constexpr int kMostSweeps = 30;
        for (int sweep = 0; sweep < kMostSweeps && offDiagonal(matrix) > 1e-18; ++sweep)
            for (std::size_t p = 0; p < matrix.size; ++p)
                for (std::size_t q = p + 1; q < matrix.size; ++q) rotate(matrix, p, q);
        for (std::size_t i = 0; i < matrix.size; ++i) values.push_back(matrix.at(i, i));
    }

    std::vector<double> values;
    Square vectors; ///< in columns

private:
    /// Of the sum of squares.
    static double offDiagonal(const Square& matrix) {
        double off = 0, all = 0;
        for (std::size_t i = 0; i < matrix.size; ++i)
            for (std::size_t j = 0; j < matrix.size; ++j) {
                const double square = matrix.at(i, j) * matrix.at(i, j);
                all += square;
                if (i != j) off += square;
            }
        return all > 0 ? off / all : 0;
    }

    void rotate(Square& matrix, std::size_t p, std::size_t q) {
        const double off = matrix.at(p, q);
        if (off == 0) return;
        const double ratio = (matrix.at(q, q) - matrix.at(p, p)) / (2 * off);
        const double sign = ratio < 0 ? -1 : 1;
        const double tangent = sign / (std::abs(ratio) + std::sqrt(ratio * ratio + 1));
        const double cosine = 1 / std::sqrt(tangent * tangent + 1), sine = tangent * cosine;
        const auto turn = [&](double& a, double& b) {
            const double before = a;
            a = cosine * before - sine * b;
            b = sine * before + cosine * b;
        };
        for (std::size_t i = 0; i < matrix.size; ++i) turn(matrix.at(i, p), matrix.at(i, q));
        for (std::size_t i = 0; i < matrix.size; ++i) turn(matrix.at(p, i), matrix.at(q, i));
        for (std::size_t i = 0; i < matrix.size; ++i) turn(vectors.at(i, p), vectors.at(i, q));
    }
};

Square squareRoot(const Square& covariance) {
    const Eigen eigen(covariance);
    Square out(covariance.size);
    for (std::size_t i = 0; i < out.size; ++i)
        for (std::size_t j = 0; j < out.size; ++j)
            for (std::size_t k = 0; k < out.size; ++k)
                out.at(i, j) += eigen.vectors.at(i, k) * eigen.vectors.at(j, k) *
                                std::sqrt(std::max(0.0, eigen.values[k]));
    return out;
}

struct Normal {
    std::vector<double> mean;
    Square covariance;
};

struct Scale {
    std::vector<double> mean, deviation;
};

Scale scaleOf(const FeatureTable& table) {
    Scale scale;
    for (std::size_t feature = 0; feature < table.width; ++feature) {
        double sum = 0, squares = 0, count = 0;
        for (std::size_t row = 0; row < table.rows(); ++row) {
            const double value = static_cast<double>(table.row(row)[feature]);
            if (std::isnan(value)) continue;
            sum += value;
            squares += value * value;
            ++count;
        }
        const double mean = count > 0 ? sum / count : 0;
        const double variance = count > 0 ? squares / count - mean * mean : 0;
        constexpr double kLeast = 1e-9;
        scale.mean.push_back(mean);
        scale.deviation.push_back(variance > kLeast ? std::sqrt(variance) : 1);
    }
    return scale;
}

Normal normalOf(const FeatureTable& table, const Scale& scale) {
    const auto width = table.width, rows = table.rows();
    std::vector<double> scaled(width * rows);
    Normal normal{std::vector<double>(width), Square(width)};
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t i = 0; i < width; ++i) {
            const double value = static_cast<double>(table.row(row)[i]);
            double& out = scaled[row * width + i];
            out = std::isnan(value) ? 0 : (value - scale.mean[i]) / scale.deviation[i];
            normal.mean[i] += out / static_cast<double>(rows);
        }
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t i = 0; i < width; ++i) {
            const double a = scaled[row * width + i] - normal.mean[i];
            for (std::size_t j = 0; j < width; ++j)
                normal.covariance.at(i, j) +=
                    a * (scaled[row * width + j] - normal.mean[j]) / static_cast<double>(rows - 1);
        }
    return normal;
}

double trace(const Square& matrix) {
    double sum = 0;
    for (std::size_t i = 0; i < matrix.size; ++i) sum += matrix.at(i, i);
    return sum;
}

} // namespace

double frechetDistance(const FeatureTable& real, const FeatureTable& other) {
    if (real.rows() < 2 || other.rows() < 2) return std::numeric_limits<double>::quiet_NaN();
    const auto scale = scaleOf(real);
    const auto a = normalOf(real, scale), b = normalOf(other, scale);
    double distance = trace(a.covariance) + trace(b.covariance);
    for (std::size_t i = 0; i < a.mean.size(); ++i)
        distance += (a.mean[i] - b.mean[i]) * (a.mean[i] - b.mean[i]);
    // The root of the product has the trace of that of a symmetric matrix.
    const auto root = squareRoot(a.covariance);
    for (const double value : Eigen(product(product(root, b.covariance), root)).values)
        distance -= 2 * std::sqrt(std::max(0.0, value));
    return std::max(0.0, distance);
}

} // namespace contrafact::metrics
