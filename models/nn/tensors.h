// SPDX-License-Identifier: GPL-3.0-or-later
// Between torch's tensors and those of checkpoint files. Throws std::runtime_error; the face of the
// library turns that into a message.
#pragma once

#include "models/api/checkpoint.h"
#include "models/nn/torch.h"

#include <cstring>
#include <string>

namespace contrafact::models::nn {

/// A copy on the CPU, in the file's type (floating point only for F16).
TensorData toFile(const torch::Tensor& tensor, DType type);
torch::Tensor fromFile(const TensorData& data);

/// All parameters and buffers of `module` as "prefix/name".
void saveModule(const torch::nn::Module& module, const std::string& prefix, TensorFile& file,
                DType type = DType::F32);
/// Names and shapes must match exactly; the error names the first tensor that does not.
void loadModule(torch::nn::Module& module, const std::string& prefix, const TensorFile& file);

/// Copies `name` into `target` after comparing shapes.
void loadTensor(torch::Tensor target, const std::string& name, const TensorFile& file);
/// A plain array of floats, however nested, as one row of a file.
template<typename Array>
void saveFloats(const Array& values, const std::string& name, TensorFile& file) {
    auto row = torch::empty({static_cast<std::int64_t>(sizeof(values) / sizeof(float))});
    std::memcpy(row.data_ptr(), &values, sizeof(values));
    file.tensors[name] = toFile(row, DType::F32);
}
template<typename Array>
void loadFloats(Array& values, const std::string& name, const TensorFile& file) {
    auto row = torch::empty({static_cast<std::int64_t>(sizeof(values) / sizeof(float))});
    loadTensor(row, name, file);
    std::memcpy(&values, row.data_ptr(), sizeof(values));
}
/// The tensor of that name; throws where it is missing or has another number of dimensions.
torch::Tensor required(const TensorFile& file, const std::string& name, std::int64_t dimensions);
bool hasTensor(const TensorFile& file, const std::string& name);

/// Counters and sums of a training, bit for bit.
void saveNumber(std::int64_t number, const std::string& name, TensorFile& file);
void saveNumber(double number, const std::string& name, TensorFile& file);
void loadNumber(std::int64_t& number, const std::string& name, const TensorFile& file);
void loadNumber(double& number, const std::string& name, const TensorFile& file);

std::int64_t parameterCount(const torch::nn::Module& module);

} // namespace contrafact::models::nn
