"""Invented names: people, shops, firms, co-operatives. None is used twice."""

from __future__ import annotations

from random import Random

_SURNAMES = (
    "王李张刘杨陈赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟"
    "汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文宁卫"
)
_COMMON = "王李张刘杨陈赵高郭马梁宋郑韩冯董程曹薛贾段宁卫任武史吉黄"
_MALE = "建国军明强伟勇志刚海峰晓东文斌春生永红林云鹏飞龙虎成福贵德俊杰浩宇天泽平安民康宏亮振华新立学武全旺金水根生茂"
_FEMALE = "秀英红梅兰芳丽霞艳玲爱珍桂香翠萍雪琴慧敏洁静婷娟燕凤巧云月娥彩莲春花晓蓉素芬改变霞"
_BRANDS = "鑫盛达恒瑞丰源泰隆兴华宏昌顺通金亿利康福旺祥裕晟腾百美佳锦诚信联创益民晋稷河汾禾枣韵鸿运东方永合"
_PLACES = ("稷峰", "翟店", "清河", "西社", "化峪", "蔡村", "太阳")

SHOPS = {
    "5211": ("百货店", "日杂店", "生活超市"),
    "5212": ("超市", "便民超市"),
    "5221": ("粮油店", "副食店"),
    "5232": ("服装店", "鞋帽店"),
    "5274": ("手机店", "家电行"),
    "5281": ("五金店", "建材店"),
    "5123": ("果品批发部", "蔬菜批发部"),
    "5126": ("副食批发部", "粮油批发部"),
    "6210": ("饭店", "面馆", "羊汤馆"),
    "8111": ("汽修店", "摩托修理部"),
    "8040": ("理发店", "美容店"),
    "5430": ("货运部", "配货站"),
    "0141": ("蔬菜大棚", "菜园"),
    "0151": ("枣园", "板枣收购点"),
    "1373": ("枣制品作坊", "红枣加工点"),
}
FIRMS = {
    "2231": ("纸箱包装有限公司", "纸制品有限公司"),
    "2319": ("彩印包装有限公司", "印刷有限公司"),
    "2921": ("塑料包装有限公司",),
    "1373": ("枣业有限公司", "红枣食品有限公司"),
    "5123": ("果蔬贸易有限公司",),
    "5126": ("商贸有限公司", "粮油贸易有限公司"),
    "5211": ("百货有限公司", "商贸有限公司"),
    "3311": ("金属制品有限公司", "机械配件有限公司"),
    "3021": ("新型建材有限公司", "水泥制品有限公司"),
    "5430": ("物流有限公司",),
    "4700": ("建筑工程有限公司",),
    "6210": ("餐饮管理有限公司",),
    "2511": ("能源化工有限公司",),
    "3110": ("铸业有限公司",),
    "8311": ("职业培训有限公司",),
}
FARMS = {
    "0151": ("板枣种植专业合作社", "枣业专业合作社", "家庭农场"),
    "0141": ("蔬菜种植专业合作社", "设施农业专业合作社"),
    "0313": ("养殖专业合作社", "生猪养殖场"),
    "0511": ("农机服务专业合作社",),
    "1373": ("红枣加工专业合作社",),
}


class Names:
    """Hands out names, none of them twice."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._taken: set[str] = set()

    def _once(self, make: list[str]) -> str | None:
        name = "".join(make)
        if name in self._taken:
            return None
        self._taken.add(name)
        return name

    def person(self, male: bool) -> str:
        """A person's name of two or three characters."""
        given = _MALE if male else _FEMALE
        while True:
            surname = self._rng.choice(_COMMON if self._rng.random() < 0.6 else _SURNAMES)
            first, second = self._rng.choice(given), self._rng.choice(given)
            two = self._rng.random() < 0.12
            if name := self._once([surname, first] if two else [surname, first, second]):
                return name

    def shop(self, industry: str, place: str = "") -> str:
        """A shop's sign."""
        tails = SHOPS.get(industry, ("经营部",))
        while True:
            sign = "".join(self._rng.choice(_BRANDS) for _ in range(2))
            head = place or self._rng.choice(_PLACES)
            if name := self._once([head, sign, self._rng.choice(tails)]):
                return name

    def firm(self, industry: str) -> str:
        """An enterprise's registered name."""
        tails = FIRMS.get(industry, ("实业有限公司",))
        while True:
            brand = "".join(self._rng.choice(_BRANDS) for _ in range(2))
            if name := self._once(["稷州县", brand, self._rng.choice(tails)]):
                return name

    def farm(self, industry: str) -> str:
        """A farmers' co-operative's or family farm's name."""
        tails = FARMS.get(industry, ("农业专业合作社",))
        while True:
            brand = "".join(self._rng.choice(_BRANDS) for _ in range(2))
            if name := self._once(["稷州县", self._rng.choice(_PLACES), brand, self._rng.choice(tails)]):
                return name
