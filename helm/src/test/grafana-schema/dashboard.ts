// The shape of our dashboards, in Grafana's own types: closed, so that a misspelt option is an error.
// ./generate makes grafana-dashboard.schema.json of it, against which the build checks them.
import * as dashboard from '@grafana/schema/dist/types/raw/dashboard/x/types.gen';
import * as heatmap from '@grafana/schema/dist/types/raw/composable/heatmap/panelcfg/x/types.gen';
import * as timeseries from '@grafana/schema/dist/types/raw/composable/timeseries/panelcfg/x/types.gen';
import * as stat from '@grafana/schema/dist/types/raw/composable/stat/panelcfg/x/types.gen';
import * as bargauge from '@grafana/schema/dist/types/raw/composable/bargauge/panelcfg/x/types.gen';
import * as table from '@grafana/schema/dist/types/raw/composable/table/panelcfg/x/types.gen';
import * as barchart from '@grafana/schema/dist/types/raw/composable/barchart/panelcfg/x/types.gen';

interface PrometheusQuery {
  refId: string; expr: string; legendFormat?: string; format?: 'time_series' | 'table' | 'heatmap';
  instant?: boolean; range?: boolean; interval?: string; hide?: boolean;
  datasource: { type: 'prometheus'; uid: string };
}
interface Config<C> { defaults: Omit<dashboard.FieldConfig, 'custom'> & { custom?: Partial<C> }; overrides: dashboard.FieldConfigSource['overrides'] }
interface Base<T, O, C> extends Omit<dashboard.Panel, 'type' | 'options' | 'fieldConfig' | 'targets'> {
  type: T; options: Partial<O>; fieldConfig: Config<C>; targets: PrometheusQuery[];
  id: number; title: string; description: string; gridPos: dashboard.GridPos;
}
type None = Record<string, never>;
type AnyPanel =
  | Base<'heatmap', heatmap.Options, heatmap.FieldConfig>
  | Base<'timeseries', timeseries.Options, timeseries.FieldConfig>
  | Base<'stat', stat.Options, None>
  | Base<'bargauge', bargauge.Options, None>
  | Base<'barchart', barchart.Options, barchart.FieldConfig>
  | Base<'table', table.Options, table.FieldConfig>;
export interface Dashboard extends Omit<dashboard.Dashboard, 'panels' | 'uid' | 'title' | 'description' | 'templating'> {
  uid: string; title: string; description: string;
  templating: { list: dashboard.VariableModel[] };
  panels: (AnyPanel | dashboard.RowPanel)[];
}
