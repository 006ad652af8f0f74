// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/tensors.h"

#include <cstring>
#include <sstream>
#include <stdexcept>

namespace contrafact::models::nn {

namespace {

torch::ScalarType torchType(DType type) {
    switch (type) {
    case DType::F32:
        return torch::kFloat32;
    case DType::F16:
        return torch::kFloat16;
    case DType::F64:
        return torch::kFloat64;
    case DType::I64:
        return torch::kInt64;
    case DType::U8:
        return torch::kUInt8;
    }
    return torch::kFloat32;
}

std::string shapeText(torch::IntArrayRef shape) {
    std::ostringstream out;
    out << '[';
    for (std::size_t i = 0; i < shape.size(); ++i) out << (i ? ", " : "") << shape[i];
    out << ']';
    return out.str();
}

template<typename Visit>
void forEachTensor(const torch::nn::Module& module, Visit&& visit) {
    for (const auto& item : module.named_parameters()) visit(item.key(), item.value());
    for (const auto& item : module.named_buffers()) visit(item.key(), item.value());
}

} // namespace

TensorData toFile(const torch::Tensor& tensor, DType type) {
    const auto plain = tensor.detach().to(torch::kCPU, torchType(type)).contiguous();
    TensorData data{.type = type, .shape = plain.sizes().vec()};
    data.bytes.resize(plain.nbytes());
    if (!data.bytes.empty()) // an empty tensor has no address
        std::memcpy(data.bytes.data(), plain.data_ptr(), data.bytes.size());
    return data;
}

torch::Tensor fromFile(const TensorData& data) {
    auto tensor = torch::empty(data.shape, torchType(data.type));
    if (!data.bytes.empty()) std::memcpy(tensor.data_ptr(), data.bytes.data(), data.bytes.size());
    return tensor;
}

void saveModule(const torch::nn::Module& module, const std::string& prefix, TensorFile& file,
                DType type) {
    forEachTensor(module, [&](const std::string& name, const torch::Tensor& tensor) {
        file.tensors[prefix + "/" + name] = toFile(tensor, type);
    });
}

void loadModule(torch::nn::Module& module, const std::string& prefix, const TensorFile& file) {
    std::size_t known = 0;
    forEachTensor(module, [&](const std::string& name, const torch::Tensor& tensor) {
        loadTensor(tensor, prefix + "/" + name, file);
        ++known;
    });
    const auto begin = file.tensors.lower_bound(prefix + "/");
    const auto end = file.tensors.lower_bound(prefix + "0"); // '0' follows '/'
    if (static_cast<std::size_t>(std::distance(begin, end)) != known)
        throw std::runtime_error("the checkpoint has tensors below " + prefix +
                                 " that the network does not know");
}

void loadTensor(torch::Tensor target, const std::string& name, const TensorFile& file) {
    const auto at = file.tensors.find(name);
    if (at == file.tensors.end()) throw std::runtime_error("the checkpoint has no tensor " + name);
    if (target.sizes() != torch::IntArrayRef(at->second.shape))
        throw std::runtime_error("the tensor " + name + " has the shape " +
                                 shapeText(at->second.shape) + " in the checkpoint, but " +
                                 shapeText(target.sizes()) + " in the network");
    const torch::NoGradGuard still;
    target.copy_(fromFile(at->second));
}

torch::Tensor required(const TensorFile& file, const std::string& name, std::int64_t dimensions) {
    const auto at = file.tensors.find(name);
    if (at == file.tensors.end()) throw std::runtime_error("the checkpoint has no tensor " + name);
    auto tensor = fromFile(at->second);
    if (tensor.dim() != dimensions)
        throw std::runtime_error("the tensor " + name + " has a wrong number of dimensions");
    return tensor;
}

bool hasTensor(const TensorFile& file, const std::string& name) {
    return file.tensors.contains(name);
}

void saveNumber(std::int64_t number, const std::string& name, TensorFile& file) {
    file.tensors[name] = toFile(torch::tensor({number}), DType::I64);
}

void saveNumber(double number, const std::string& name, TensorFile& file) {
    file.tensors[name] = toFile(torch::tensor({number}, torch::kFloat64), DType::F64);
}

void loadNumber(std::int64_t& number, const std::string& name, const TensorFile& file) {
    const auto value = torch::zeros({1}, torch::kInt64);
    loadTensor(value, name, file);
    number = value.item<std::int64_t>();
}

void loadNumber(double& number, const std::string& name, const TensorFile& file) {
    const auto value = torch::zeros({1}, torch::kFloat64);
    loadTensor(value, name, file);
    number = value.item<double>();
}

std::int64_t parameterCount(const torch::nn::Module& module) {
    std::int64_t count = 0;
    for (const auto& parameter : module.parameters()) count += parameter.numel();
    return count;
}

} // namespace contrafact::models::nn
