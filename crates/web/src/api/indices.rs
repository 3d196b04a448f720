//! Daily indices of the data that vehicles send (上线率、数据合格率、轨迹完整率、漂移).

pub(crate) mod days;
pub(crate) mod enterprises;
pub(crate) mod values;
