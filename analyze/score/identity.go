package score

// identityTerms name groups that people belong to by birth, belief, love or
// health, in neutral words. Models see all of them as one word and never
// their letters, so that none of them weighs by itself: in labelled comments
// they stand beside insults far more often than elsewhere (Dixon et al. 2018).
const identityTerms = `
muslim muslims islam islamic jew jews jewish judaism christian christians christianity catholic catholics protestant protestants
hindu hindus hinduism buddhist buddhists sikh sikhs atheist atheists agnostic mormon mormons evangelical evangelicals quaker quakers
sunni sunnis shia shias shiite shiites baptist baptists pagan pagans
gay gays lesbian lesbians bisexual bisexuals homosexual homosexuals heterosexual heterosexuals queer trans transgender transgendered
transsexual nonbinary lgbt lgbtq lgbtqia asexual intersex
woman women man men female females male males girl girls boy boys lady ladies feminist feminists
black blacks white whites asian asians african africans latino latinos latina latinas hispanic hispanics caucasian caucasians arab arabs
arabic native natives indigenous aboriginal aborigines roma romani kurd kurds kurdish persian persians european europeans
american americans british brits english irish scottish scots welsh french german germans italian italians spanish spaniards portuguese
dutch belgian belgians swiss austrian austrians polish poles czech czechs slovak slovaks hungarian hungarians romanian romanians bulgarian bulgarians
greek greeks turkish turks turk russian russians ukrainian ukrainians serbian serbs serb croatian croats albanian albanians swedish swedes swede
norwegian norwegians danish danes dane finnish finns chinese japanese korean koreans vietnamese thai filipino filipinos indonesian indonesians
malaysian indian indians pakistani pakistanis bangladeshi afghan afghans iranian iranians iraqi iraqis syrian syrians lebanese israeli israelis
palestinian palestinians jordanian saudi saudis egyptian egyptians moroccan moroccans algerian algerians tunisian somali somalis ethiopian ethiopians
nigerian nigerians kenyan kenyans ghanaian mexican mexicans cuban cubans brazilian brazilians argentinian argentine colombian colombians
venezuelan venezuelans haitian haitians jamaican jamaicans puerto rican canadian canadians australian australians
immigrant immigrants migrant migrants refugee refugees foreigner foreigners
disabled deaf autistic elderly teenager teenagers millennial millennials boomer boomers
`
