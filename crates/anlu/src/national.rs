//! The national pack, compiled in: the default, and what a city's pack lies over. A test holds it equal to the folder.

use anlu_rules::pack::Layer;

macro_rules! national {
    ($($path:literal),+ $(,)?) => {
        /// Path inside the pack and text of each file.
        const FILES: &[(&str, &str)] =
            &[$(($path, include_str!(concat!("../../../policies/national/", $path)))),+];
    };
}

national![
    "clocks.toml",
    "intake.toml",
    "pack.toml",
    "rules/fatigue.continuous.toml",
    "rules/fatigue.daily.toml",
    "rules/fatigue.night.toml",
    "rules/fatigue.severe.toml",
    "rules/passenger.night_ban.toml",
    "texts/en.toml",
    "texts/zh-CN.toml",
    "scenarios/ban_above.toml",
    "scenarios/ban_at.toml",
    "scenarios/ban_below.toml",
    "scenarios/ban_charter.toml",
    "scenarios/ban_ends_at_5.toml",
    "scenarios/ban_from_5.toml",
    "scenarios/ban_gap.toml",
    "scenarios/ban_nights_apart.toml",
    "scenarios/ban_severe_above.toml",
    "scenarios/ban_severe_at.toml",
    "scenarios/ban_short_line.toml",
    "calendar.toml",
    "duties/certificate.valid.toml",
    "duties/drill.toml",
    "duties/expense.freight.toml",
    "duties/expense.passenger_hazmat.toml",
    "duties/inspection.principal.toml",
    "duties/inspection.self.toml",
    "duties/insurance.liability.toml",
    "duties/insurance.sum.toml",
    "duties/monitoring.online.toml",
    "duties/monitoring.staff.toml",
    "duties/post.list.toml",
    "duties/report.reward_scheme.toml",
    "duties/risk.assessment.toml",
    "duties/risk.major_list.toml",
    "duties/risk.register_major.toml",
    "duties/standardization.self_assessment.toml",
    "duties/statement.principal.toml",
    "duties/training.annual.toml",
    "duties/training.new.toml",
    "duty-scenarios/certificate.valid.ends.toml",
    "duty-scenarios/certificate.valid.none.toml",
    "duty-scenarios/drill.hazmat.toml",
    "duty-scenarios/drill.taxi.toml",
    "duty-scenarios/expense.freight.exact.toml",
    "duty-scenarios/expense.freight.short.toml",
    "duty-scenarios/expense.passenger_hazmat.share.toml",
    "duty-scenarios/inspection.principal.month.toml",
    "duty-scenarios/inspection.principal.quarter.toml",
    "duty-scenarios/inspection.principal.unknown.toml",
    "duty-scenarios/inspection.self.monthly.toml",
    "duty-scenarios/inspection.self.repair.toml",
    "duty-scenarios/insurance.liability.gap.toml",
    "duty-scenarios/insurance.liability.soon.toml",
    "duty-scenarios/insurance.liability.valid.toml",
    "duty-scenarios/insurance.sum.none.toml",
    "duty-scenarios/insurance.sum.told.toml",
    "duty-scenarios/monitoring.online.below.toml",
    "duty-scenarios/monitoring.online.reached.toml",
    "duty-scenarios/monitoring.staff.enough.toml",
    "duty-scenarios/monitoring.staff.short.toml",
    "duty-scenarios/post.list.dispatched.toml",
    "duty-scenarios/post.list.signed.toml",
    "duty-scenarios/report.reward_scheme.missing.toml",
    "duty-scenarios/report.reward_scheme.there.toml",
    "duty-scenarios/risk.assessment.year.toml",
    "duty-scenarios/risk.major_list.quarter.toml",
    "duty-scenarios/risk.register_major.all.toml",
    "duty-scenarios/risk.register_major.no_major.toml",
    "duty-scenarios/risk.register_major.unknown.toml",
    "duty-scenarios/risk.register_major.unregistered.toml",
    "duty-scenarios/standardization.self_assessment.year.toml",
    "duty-scenarios/statement.principal.key.toml",
    "duty-scenarios/statement.principal.other.toml",
    "duty-scenarios/training.annual.driver.toml",
    "duty-scenarios/training.annual.hours.toml",
    "duty-scenarios/training.annual.short.toml",
    "duty-scenarios/training.new.late.toml",
    "duty-scenarios/training.new.unknown_day.toml",
    "scenarios/card_in_one_vehicle_clock_in_other.toml",
    "scenarios/continuous_above.toml",
    "scenarios/continuous_at.toml",
    "scenarios/continuous_below.toml",
    "scenarios/continuous_severe_above.toml",
    "scenarios/continuous_severe_at.toml",
    "scenarios/daily_above.toml",
    "scenarios/daily_at.toml",
    "scenarios/daily_below.toml",
    "scenarios/daily_gap_adds_nothing.toml",
    "scenarios/daily_rolls_over_midnight.toml",
    "scenarios/daily_severe_above.toml",
    "scenarios/daily_severe_at.toml",
    "scenarios/driver_changes_vehicle.toml",
    "scenarios/driver_changes_vehicle_after_a_rest.toml",
    "scenarios/driver_relay.toml",
    "scenarios/duplicates.toml",
    "scenarios/future_dated.toml",
    "scenarios/gap_at_one_place.toml",
    "scenarios/gap_breaks_a_rest.toml",
    "scenarios/gap_on_the_road.toml",
    "scenarios/gap_on_the_road_hides_nothing.toml",
    "scenarios/late_beyond_the_window.toml",
    "scenarios/late_inside_the_window.toml",
    "scenarios/night_above.toml",
    "scenarios/night_above_ends_at_6.toml",
    "scenarios/night_at.toml",
    "scenarios/night_below.toml",
    "scenarios/night_cut_at_22.toml",
    "scenarios/night_cut_at_22_above.toml",
    "scenarios/night_duplicates.toml",
    "scenarios/night_ends_at_6.toml",
    "scenarios/night_gap.toml",
    "scenarios/night_late_inside_the_window.toml",
    "scenarios/night_not_a_coach.toml",
    "scenarios/night_severe_above.toml",
    "scenarios/night_severe_at.toml",
    "scenarios/night_unknown_class.toml",
    "scenarios/no_speed_column.toml",
    "scenarios/rest_at.toml",
    "scenarios/rest_below.toml",
    "scenarios/reversed.toml",
    "scenarios/severe_above.toml",
    "scenarios/severe_at.toml",
    "scenarios/severe_below.toml",
    "scenarios/severe_empty.toml",
    "scenarios/severe_light_truck.toml",
    "scenarios/severe_loaded_on_the_way.toml",
    "scenarios/severe_twelve_tonnes.toml",
    "scenarios/severe_unloaded_on_the_way.toml",
    "scenarios/short_silence_counts.toml",
    "scenarios/swapped.toml",
];

/// The files as a layer.
pub(crate) fn layer() -> Layer {
    let files = FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    Layer { folder: String::from("policies/national"), files }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn the_program_holds_the_whole_folder() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/national");
        let mut on_disk = crate::packs::layer(&folder).unwrap().files;
        let mut inside = super::layer().files;
        on_disk.sort();
        inside.sort();
        let names = |files: &[(String, String)]| files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
        assert_eq!(names(&inside), names(&on_disk), "add the file to the list in national.rs");
        assert_eq!(inside, on_disk);
    }
}
