import { useId } from "react";

/** A bar of a chart. */
export interface Bar {
  /** Under the bar. */
  label: string;
  value: number;
  /** The value as it is read. */
  text: string;
}

/** Bars over time. It is a picture: whoever shows it gives the same as a table. */
export function BarChart({ bars, summary }: { bars: Bar[]; summary: string }) {
  const id = useId();
  const width = 640;
  const height = 180;
  const foot = 24;
  const most = Math.max(...bars.map((b) => b.value), 0);
  const step = width / Math.max(1, bars.length);
  const every = Math.ceil(bars.length / 6);
  return (
    <svg className="chart" viewBox={`0 0 ${width} ${height + foot}`} role="img" aria-labelledby={id}>
      <title id={id}>{summary}</title>
      <line className="chart-base" x1="0" x2={width} y1={height} y2={height} />
      {bars.map((b, i) => {
        const tall = most === 0 ? 0 : Math.max(b.value === 0 ? 0 : 3, (b.value / most) * (height - 12));
        return (
          <g key={b.label}>
            <rect className="chart-bar" x={i * step + step * 0.15} width={step * 0.7} y={height - tall} height={tall} rx="2">
              <title>{`${b.label}: ${b.text}`}</title>
            </rect>
            {/* Each has its bars to itself, and the first and the last one end inside. */}
            {i % every === Math.floor(every / 2) && <text className="chart-label" x={i * step + step / 2} y={height + 18} textAnchor="middle">{b.label}</text>}
          </g>
        );
      })}
    </svg>
  );
}
