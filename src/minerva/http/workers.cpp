#include "minerva/http/workers.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <utility>

namespace minerva::http {

Workers::Workers(int threads)
    : pool_(std::make_unique<boost::asio::thread_pool>(
          static_cast<std::size_t>(std::max(1, threads)))) {}

Workers::~Workers() { pool_->join(); }

void Workers::post(std::function<void()> job) {
  ++waiting_;
  boost::asio::post(*pool_, [this, job = std::move(job)] {
    --waiting_;
    job();
  });
}

}  // namespace minerva::http
