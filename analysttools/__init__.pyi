# The public names, each with its home: the one list of them. `lazy_loader` reads it.
__version__: str

from .case.additions import (
    add_claims as add_claims,
)
from .case.basemap import (
    read_base_map as read_base_map,
)
from .case.excerpts import (
    verify_excerpts as verify_excerpts,
)
from .case.hierarchies import (
    list_parts as list_parts,
)
from .case.loading import (
    Case as Case,
)
from .case.loading import (
    check_case as check_case,
)
from .case.loading import (
    load_case as load_case,
)
from .case.loading import (
    read_tables as read_tables,
)
from .case.loading import (
    review_case as review_case,
)
from .case.selection import (
    choose as choose,
)
from .case.vocabulary import (
    with_names as with_names,
)
from .case.writing import (
    write_case as write_case,
)
from .charts.area import (
    plot_area as plot_area,
)
from .charts.captures import (
    plot_captures as plot_captures,
)
from .charts.drift import (
    plot_drift as plot_drift,
)
from .charts.estimates import (
    plot_estimates as plot_estimates,
)
from .charts.front_map.chart import (
    plot_front_map as plot_front_map,
)
from .charts.held_area import (
    plot_held_area as plot_held_area,
)
from .charts.history import (
    plot_history as plot_history,
)
from .charts.losses import (
    plot_losses as plot_losses,
)
from .charts.reconciled import (
    plot_reconciled as plot_reconciled,
)
from .charts.sectors import (
    plot_sectors as plot_sectors,
)
from .charts.sources import (
    plot_sources as plot_sources,
)
from .charts.table import (
    plot_table as plot_table,
)
from .charts.timeline import (
    plot_timeline as plot_timeline,
)
from .claims.case_changes import (
    diff_cases as diff_cases,
)
from .claims.conflicts import (
    conflicts as conflicts,
)
from .claims.conflicts import (
    part_bounds as part_bounds,
)
from .claims.consensus import (
    consensus as consensus,
)
from .claims.consensus import (
    envelope as envelope,
)
from .claims.drift import (
    drift as drift,
)
from .claims.drift import (
    propose_repeats as propose_repeats,
)
from .claims.flows import (
    to_flow as to_flow,
)
from .claims.intervals import (
    bounds as bounds,
)
from .claims.origins import (
    origins as origins,
)
from .claims.quality import (
    tabulate_quality as tabulate_quality,
)
from .claims.ratios import (
    ratios as ratios,
)
from .claims.reconcile.reading_tables import (
    tabulate_give_way as tabulate_give_way,
)
from .claims.reconcile.reading_tables import (
    tabulate_implied as tabulate_implied,
)
from .claims.reconcile.reading_tables import (
    tabulate_knots as tabulate_knots,
)
from .claims.reconcile.reconciliation import (
    Reconciliation as Reconciliation,
)
from .claims.reconcile.reconciliation import (
    explain as explain,
)
from .claims.reconcile.reconciliation import (
    implied_without as implied_without,
)
from .claims.reconcile.reconciliation import (
    reconcile as reconcile,
)
from .claims.relations import (
    Relation as Relation,
)
from .claims.relations import (
    relate as relate,
)
from .claims.relations import (
    require_comparable as require_comparable,
)
from .claims.revisions import (
    as_of as as_of,
)
from .claims.revisions import (
    latest as latest,
)
from .claims.revisions import (
    revisions as revisions,
)
from .claims.scope import (
    scopes as scopes,
)
from .claims.shares import (
    resolve_shares as resolve_shares,
)
from .claims.shown_tables import (
    ShownTable as ShownTable,
)
from .claims.shown_tables import (
    show_table as show_table,
)
from .claims.sums import (
    check_sums as check_sums,
)
from .claims.tables import (
    tabulate_claims as tabulate_claims,
)
from .claims.tables import (
    tabulate_events as tabulate_events,
)
from .errors import (
    DataError as DataError,
)
from .errors import (
    NotComparableError as NotComparableError,
)
from .exchange.acled import (
    read_acled as read_acled,
)
from .exchange.exports.exporting import (
    export_case as export_case,
)
from .exchange.geojson_points import (
    read_points as read_points,
)
from .exchange.hxl import (
    read_hxl as read_hxl,
)
from .exchange.imported import (
    Imported as Imported,
)
from .exchange.mentions import (
    find_mentions as find_mentions,
)
from .exchange.quantities import (
    read_quantities as read_quantities,
)
from .exchange.quantities import (
    read_quantity as read_quantity,
)
from .exchange.spreadsheet import (
    read_spreadsheet as read_spreadsheet,
)
from .exchange.ucdp import (
    read_ucdp as read_ucdp,
)
from .explorer.opening import (
    claim_form as claim_form,
)
from .explorer.opening import (
    explore as explore,
)
from .explorer.page import (
    write_page as write_page,
)
from .explorer.selection import (
    select as select,
)
from .figures.exporting import (
    export_figure as export_figure,
)
from .figures.gallery import (
    write_gallery as write_gallery,
)
from .figures.saving import (
    save_figure as save_figure,
)
from .figures.verification import (
    verify_figures as verify_figures,
)
from .formatting import (
    say_claims as say_claims,
)
from .front.captures import (
    compare_with_map as compare_with_map,
)
from .front.cells import (
    cells as cells,
)
from .front.cells import (
    cells_between as cells_between,
)
from .front.cells import (
    growth_if_moved as growth_if_moved,
)
from .front.changes import (
    changes as changes,
)
from .front.control import (
    changed_hands as changed_hands,
)
from .front.control import (
    control_at as control_at,
)
from .front.daily_areas import (
    areas as areas,
)
from .front.download import (
    fetch_front as fetch_front,
)
from .front.ground import (
    gained_between as gained_between,
)
from .front.ground import (
    ground_between as ground_between,
)
from .front.ground import (
    lost_between as lost_between,
)
from .front.growth import (
    growth_by_sector as growth_by_sector,
)
from .front.outlines import (
    outline_on as outline_on,
)
from .front.snapshots import (
    read_snapshots as read_snapshots,
)
from .notebooks.runner import (
    run_notebooks as run_notebooks,
)
from .reports.writing import (
    write_report as write_report,
)
